namespace Sluice.ChaosTests.Large;

/// <summary>Everything that a report of the large object tells.</summary>
internal sealed record LargeFigures(
    LargeOptions Options,
    LargeSource Source,
    LargeResult Result,
    IReadOnlyList<Kill> Kills,
    SeenCounts Seen,
    Publishing Publishing,
    IReadOnlyList<StatementFigures> Statements,
    long AgentPeakBytes,
    long ServerPeakBytes,
    int AgentStarts,
    int AgentCrashes,
    TimeSpan Loading,
    string ClickHouseVersion);
