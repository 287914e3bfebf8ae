using Sluice.ChaosTests.Checking;
using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Reporting;

/// <summary>Everything that a report tells.</summary>
internal sealed record RunFigures(
    ChaosOptions Options,
    ChaosResult Result,
    IReadOnlyList<PlannedFault> Injected,
    int Unmet,
    IReadOnlyDictionary<ProtocolStep, int> Seen,
    IReadOnlyCollection<Upload> Uploads,
    int AgentStarts,
    int AgentCrashes,
    TimeSpan Injecting,
    TimeSpan Settling,
    string ClickHouseVersion);
