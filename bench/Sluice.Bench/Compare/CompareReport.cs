using System.Globalization;
using System.Text;
using Sluice.Bench.Compare.Results;

namespace Sluice.Bench.Compare;

/// <summary>The results for people, as Markdown.</summary>
internal sealed class CompareReport
{
    private readonly StringBuilder _text = new();

    private CompareReport()
    {
    }

    /// <summary>Tables of everything that was measured.</summary>
    public static string Of(CompareResult result)
    {
        var report = new CompareReport();
        report.AddWorkloads(result);
        report.AddTrickle(result);
        report.AddGrowth(result);
        report.AddTargets(Targets.Of(result));
        return $"{report._text}";
    }

    private void AddWorkloads(CompareResult result)
    {
        if (result.Workloads.Count == 0)
        {
            return;
        }

        Line("| workload | contender | seconds: median (min–max) | Sluice / it: median of rounds (min–max) | MB/s | parts | ClickHouse CPU s |");
        Line("|---|---|--:|--:|--:|--:|--:|");
        foreach (var workload in result.Workloads)
        {
            foreach (var contender in Names.All)
            {
                AddContender(workload, contender);
            }
        }

        Line("");
        Line("| Sluice's agent | CPU s | peak MB | SQS requests per object | S3 requests per object |");
        Line("|---|--:|--:|--:|--:|");
        foreach (var workload in result.Workloads)
        {
            Line(
                $"| {workload.Workload.Name} | {Median(workload, use => use.Cpu.TotalSeconds):F2} | {Median(workload, use => use.PeakBytes) / 1e6:F0} "
                + $"| {Median(workload, use => use.SqsRequests) / workload.Workload.Objects:F3} | {Median(workload, use => use.S3Requests) / workload.Workload.Objects:F2} |");
        }

        Line("");

        static double Median(WorkloadResult workload, Func<Contenders.AgentUse, double> figure) => workload.Of(Names.Sluice, turn => figure(turn.Agent!))!.Median;
    }

    private void AddContender(WorkloadResult workload, string contender)
    {
        if (workload.Of(contender, turn => turn.Elapsed.TotalSeconds) is not { } seconds || workload.Ratio(Names.Sluice, contender) is not { } ratio)
        {
            return;
        }

        var against = contender == Names.Sluice ? "" : $"{ratio.Median:F2} ({ratio.Min:F2}–{ratio.Max:F2})";
        Line(
            $"| {workload.Workload.Name} | {contender} | {seconds.Median:F2} ({seconds.Min:F2}–{seconds.Max:F2}) | {against} | {workload.Bytes / 1e6 / seconds.Median:F0} "
            + $"| {workload.Of(contender, turn => turn.Parts)!.Median:N0} | {workload.Of(contender, turn => turn.ServerCpu.TotalSeconds)!.Median:F2} |");
    }

    private void AddTrickle(CompareResult result)
    {
        if (result.Trickle is not { } trickle)
        {
            return;
        }

        Line($"| trickle, {trickle.Objects} objects | p50 ms | p95 ms | p99 ms | specification (R2) ms |");
        Line("|---|--:|--:|--:|--:|");
        Line($"| upload begun to rows queryable | {Of(trickle.Queryable)} | |");
        foreach (var stage in trickle.Stages)
        {
            Line($"| stage {stage.Name} | {Of(stage.Duration)} | {stage.LimitMs:N0} |");
        }

        Line("");

        static string Of(Percentiles percentiles) =>
            string.Create(CultureInfo.InvariantCulture, $"{percentiles.P50Ms:F0} | {percentiles.P95Ms:F0} | {percentiles.P99Ms:F0}");
    }

    private void AddGrowth(CompareResult result)
    {
        AddSteps("backlog", result.Backlog);
        if (result.Ledger is [var rates, ..])
        {
            Line("| entries of the ledger | objects/s: median (min–max) |");
            Line("|--:|--:|");
            AddRates(rates.Few, result.Ledger.Select(each => each.WithFew));
            AddRates(rates.Many, result.Ledger.Select(each => each.WithMany));
            Line($"\nRatio of the rounds: median {result.LedgerRatio!.Median:F2} ({result.LedgerRatio.Min:F2}–{result.LedgerRatio.Max:F2}), {result.Ledger.Count} rounds.\n");
        }

        AddSteps("agents", result.Agents);
    }

    private void AddRates(long entries, IEnumerable<double> rates)
    {
        var spread = Spread.Of(rates)!;
        Line($"| {entries:N0} | {spread.Median:F0} ({spread.Min:F0}–{spread.Max:F0}) |");
    }

    private void AddSteps(string name, IReadOnlyList<GrowthStep> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        Line($"| {name} | loaded | seconds | objects/s | CPU s | peak MB of an agent | SQS requests per object | S3 requests per object |");
        Line("|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var step in steps)
        {
            Line(
                $"| {step.Name} | {step.Loaded:N0} | {step.Use.Elapsed.TotalSeconds:F1} | {step.ObjectsPerSecond:F0} | {step.Use.Cpu.TotalSeconds:F1} | {step.AgentMb:F0} "
                + $"| {step.Use.SqsRequests / (double)step.Loaded:F3} | {step.Use.S3Requests / (double)step.Loaded:F2} |");
        }

        Line("");
    }

    private void AddTargets(IReadOnlyList<Target> targets)
    {
        Line("| target | measured | wanted | |");
        Line("|---|--:|--:|---|");
        foreach (var target in targets)
        {
            var unit = target.Unit.Length == 0 ? "" : $" {target.Unit}";
            var format = target.Unit.Length == 0 ? "F2" : "F0";
            Line(
                $"| {target.Name} | {target.Value.ToString(format, CultureInfo.InvariantCulture)}{unit} "
                + $"| {(target.IsAtMost ? "≤" : "≥")} {target.Limit.ToString(CultureInfo.InvariantCulture)}{unit} | {(target.IsReached ? "ok" : "missed")} |");
        }
    }

    private void Line(string text) => _text.Append(text).Append('\n');
}
