using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>The parts that the exactly-once protocol works with; <see cref="ObjectLoad"/> runs it for one object.</summary>
internal sealed record LoadProtocol(
    LoadLedger Ledger,
    FooterReader Footers,
    ObjectContract Contract,
    TargetTables Targets,
    RowCounter Rows,
    ObjectInserter Inserter,
    AgentIdentity Agent,
    SluiceSettings Settings,
    ILogger<LoadProtocol> Logger);
