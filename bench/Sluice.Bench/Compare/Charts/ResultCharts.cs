using Sluice.Bench.Compare.Results;

namespace Sluice.Bench.Compare.Charts;

/// <summary>The charts of a result, by file name.</summary>
internal static class ResultCharts
{
    /// <summary>One of each thing that was measured.</summary>
    public static IReadOnlyList<(string File, string Title, string Svg)> Of(CompareResult result)
    {
        var charts = new List<(string, string, string)>();
        foreach (var workload in result.Workloads)
        {
            var bars = Names.All
                .Select(name => (Name: name, Seconds: workload.Of(name, turn => turn.Elapsed.TotalSeconds)))
                .Where(each => each.Seconds is not null)
                .Select(each => Bar.Of(each.Name, each.Seconds!, each.Name == Names.Sluice));
            Add(workload.Workload.Name, $"{workload.Workload.Name}: {workload.Workload.Objects:N0} objects, {workload.Bytes / 1e6:N0} MB", "seconds, shorter is better; the lines show all rounds", bars);
        }

        if (result.Trickle is { Queryable: var queryable })
        {
            Add(
                "trickle",
                "trickle: two objects a second",
                "ms from the upload's begin until rows can be queried",
                [Ours("p50", queryable.P50Ms), Ours("p95", queryable.P95Ms), Ours("p99", queryable.P99Ms)]);
        }

        AddSteps("backlog", "messages that wait", "objects/s", step => step.ObjectsPerSecond, result.Backlog);
        AddSteps("memory", "messages that wait", "peak memory of the agent, MB", step => step.AgentMb, result.Backlog);
        AddSteps("agents", "agents that share a queue", "objects/s", step => step.ObjectsPerSecond, result.Agents);
        if (result.Ledger is [var rates, ..])
        {
            Add(
                "ledger",
                "entries of the ledger",
                "objects/s; the lines show all rounds",
                [
                    Bar.Of($"{rates.Few:N0}", Spread.Of(result.Ledger.Select(each => each.WithFew))!, isOurs: true),
                    Bar.Of($"{rates.Many:N0}", Spread.Of(result.Ledger.Select(each => each.WithMany))!, isOurs: true),
                ]);
        }

        return charts;

        void AddSteps(string file, string title, string unit, Func<GrowthStep, double> value, IReadOnlyList<GrowthStep> steps) =>
            Add(file, title, unit, steps.Select(step => Ours(step.Name, value(step))));

        void Add(string file, string title, string unit, IEnumerable<Bar> bars)
        {
            if (bars.ToList() is { Count: > 0 } drawn)
            {
                charts.Add(($"{file}.svg", title, BarChart.Draw(title, unit, drawn)));
            }
        }
    }

    private static Bar Ours(string label, double value) => new(label, value, value, value, IsOurs: true);
}
