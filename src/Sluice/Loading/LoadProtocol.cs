using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>The parts that the exactly-once protocol works with; <see cref="BatchLoad"/> runs it for one batch.</summary>
internal sealed record LoadProtocol(
    LoadLedger Ledger,
    LedgerTwins Twins,
    LedgerNotes Notes,
    FooterReader Footers,
    ObjectContract Contract,
    TargetTables Targets,
    TargetRefusal Refusal,
    RowCounter Rows,
    RowRemover Remover,
    RowMatcher Matcher,
    Inserter Inserter,
    StagingTables Staging,
    InsertSharing Sharing,
    LoadSteps Steps,
    SluiceSettings Settings,
    TimeProvider Time,
    ILogger<LoadProtocol> Logger);
