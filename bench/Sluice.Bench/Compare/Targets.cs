using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare;

/// <summary>What Sluice is to reach, as far as it was measured.</summary>
internal static class Targets
{
    public static IReadOnlyList<Target> Of(CompareResult result)
    {
        var targets = new List<Target>();
        Add("small: Sluice / S3Queue", result.Ratio(Workload.Small, Names.Sluice, Names.S3Queue), 0.6);
        Add("small: naive / Sluice", result.Ratio(Workload.Small, Names.Naive, Names.Sluice), 10, isAtMost: false);
        Add("middle: Sluice / S3Queue", result.Ratio(Workload.Middle, Names.Sluice, Names.S3Queue), 1.0);
        Add("middle: Sluice / glob", result.Ratio(Workload.Middle, Names.Sluice, Names.Glob), 1.15);
        Add("large: Sluice / glob", result.Ratio(Workload.Large, Names.Sluice, Names.Glob), 2.2);
        Add("trickle: upload to queryable, p50", result.Trickle?.Queryable.P50Ms, 150, unit: "ms");
        Add("trickle: upload to queryable, p99", result.Trickle?.Queryable.P99Ms, 500, unit: "ms");
        if (result.Backlog is [var first, .., var last])
        {
            Add($"agent memory with a backlog of {last.Name}", last.AgentMb, 200, unit: "MB");
            Add($"agent memory: backlog of {last.Name} / of {first.Name}", last.AgentMb / first.AgentMb, 1.1);
        }

        if (result.Ledger is [var rates, ..])
        {
            Add($"objects/s: ledger of {rates.Many:N0} / of {rates.Few:N0} entries", result.LedgerRatio?.Median, 0.95, isAtMost: false);
        }

        Add("SQS requests per object in a backlog", result.SqsRequestsPerObject, 0.25);
        return targets;

        void Add(string name, double? value, double limit, bool isAtMost = true, string unit = "")
        {
            if (value is { } measured)
            {
                targets.Add(new Target(name, measured, limit, isAtMost, unit));
            }
        }
    }
}
