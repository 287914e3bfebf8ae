using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Tests.Compare;

/// <summary>Results that nobody has measured.</summary>
internal static class Measured
{
    public static AgentUse Use(double seconds = 1, double megabytes = 100, long sqsRequests = 200) =>
        new(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(0.5), (long)(megabytes * 1_000_000), sqsRequests, 2000);

    public static Turn Turn(string contender, double seconds, long sqsRequests = 200) => new(
        contender, TimeSpan.FromSeconds(seconds), 10, TimeSpan.FromSeconds(1), contender == Names.Sluice ? Use(seconds, sqsRequests: sqsRequests) : null);

    public static WorkloadResult Rounds(Workload workload, params IReadOnlyList<IReadOnlyList<Turn>> rounds) => new(workload, 60_000_000, rounds);

    public static CompareResult Result(params IReadOnlyList<WorkloadResult> workloads) =>
        new(new Machine(new DateOnly(2026, 3, 2), 2, 24L << 30, "26.7", 0.5), workloads);

    /// <summary>One of everything.</summary>
    public static CompareResult All() => Result(
        Rounds(Workload.Small, [Turn(Names.Sluice, 3), Turn(Names.S3Queue, 6), Turn(Names.Glob, 1.5), Turn(Names.Naive, 36)]),
        Rounds(Workload.Middle, [Turn(Names.Sluice, 4), Turn(Names.S3Queue, 5), Turn(Names.Glob, 4), Turn(Names.Naive, 8)]),
        Rounds(Workload.Large, [Turn(Names.Sluice, 10), Turn(Names.S3Queue, 9), Turn(Names.Glob, 5)])) with
    {
        Trickle = new TrickleResult(120, new Percentiles(100, 150, 600), [new TrickleStage("queue", 300, new Percentiles(10, 20, 30))]),
        Backlog = [new GrowthStep("1k", 1000, Use(megabytes: 160)), new GrowthStep("100k", 100_000, Use(100, 168))],
        Ledger = [new LedgerRates(10_000, 200, 10_000_000, 150), new LedgerRates(10_000, 100, 10_000_000, 99), new LedgerRates(10_000, 120, 10_000_000, 117.6)],
        Agents = [new GrowthStep("1", 1000, Use(5)), new GrowthStep("4", 1000, Use(4))],
    };
}
