using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Reporting;

/// <summary>The run as a page that can be kept.</summary>
internal static class MarkdownReport
{
    /// <summary>What the run ran on, in general words.</summary>
    public static string Machine =>
        $"{Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}";

    public static string Of(RunFigures figures, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Chaos run of {at:yyyy-MM-dd}\n\n    ./test.sh chaos {Arguments(figures.Options)}\n\n");
        text.Append(Table(["", ""], Summary(figures)));
        text.Append("\n## Faults\n\n");
        text.Append(Faults(figures.Injected));
        text.Append("\n## Objects\n\n");
        text.Append(Table(["table", "objects", "overwritten", "rows"], figures.Uploads.GroupBy(upload => upload.Source.Table).OrderBy(group => group.Key).Select(group => new[]
        {
            TableNames.FullName(group.Key), $"{group.Count()}", $"{group.Count(upload => upload.IsOverwritten)}", $"{group.Sum(upload => upload.Source.Rows):N0}",
        })));
        text.Append("\n## Steps seen\n\n");
        text.Append(Table(["step", "requests"], figures.Seen.OrderBy(step => step.Key).Select(step => new[] { $"{step.Key}", $"{step.Value:N0}" })));
        return text.ToString();
    }

    private static string Arguments(ChaosOptions options) => $"--faults {options.Faults} --seed {options.Seed}{(options.Overwrites ? "" : " --no-overwrites")}";

    private static IEnumerable<string[]> Summary(RunFigures figures)
    {
        var result = figures.Result;
        yield return ["result", $"`{result.ToJson()}`"];
        yield return ["rows in the tables", $"{result.Rows:N0}"];
        yield return ["faults planned whose step did not come", $"{figures.Unmet}"];
        yield return ["agents", $"{figures.Options.Agents} at once, {figures.AgentStarts} started, {figures.AgentCrashes} ended by themselves"];
        yield return ["time of injecting", $"{figures.Injecting:mm\\:ss}"];
        yield return ["time of settling", $"{figures.Settling:mm\\:ss}"];
        yield return ["machine", Machine];
        yield return ["versions", $".NET {Environment.Version}, ClickHouse {figures.ClickHouseVersion}"];
    }

    private static string Faults(IReadOnlyList<PlannedFault> injected)
    {
        var columns = injected.Select(fault => (fault.Step, fault.Moment)).Distinct().Order().Select(column => column.Step).Distinct().ToList();
        var counts = injected.CountBy(fault => (fault.Kind, fault.Step)).ToDictionary();
        var rows = Enum.GetValues<FaultKind>().Select(kind => (string[])
        [
            $"{kind}",
            .. columns.Select(step => counts.TryGetValue((kind, step), out var count) ? $"{count}" : ""),
            $"{injected.Count(fault => fault.Kind == kind)}",
        ]);
        return Table(["", .. columns.Select(step => step == ProtocolStep.Any ? "no step" : $"{step}"), "all"], rows);
    }

    /// <summary>A table in Markdown.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<string[]> rows) => string.Concat(
        new[] { Line(head), Line(head.Select(_ => "---")) }.Concat(rows.Select(Line)));

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
