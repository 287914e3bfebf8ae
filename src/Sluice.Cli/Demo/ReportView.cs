using System.Globalization;
using Spectre.Console;

namespace Sluice.Cli.Demo;

/// <summary>Shows the report to people.</summary>
internal sealed class ReportView(IAnsiConsole console)
{
    public void Show(DemoReport report, LoadTracker tracker)
    {
        console.Write(ResultTable(report));
        foreach (var file in tracker.Objects.Where(file => !tracker.IsLoaded(file)))
        {
            var state = tracker.IsDeadLettered(file) ? "dead-lettered" : "not settled";
            console.MarkupLineInterpolated($"[red]{state}[/] {file.Key}: {tracker.Failure(file) ?? "no reason is known yet"}");
        }

        var verdict = report.IsClean
            ? $"[green]Every row is in its table exactly once[/]: {Number(report.RowsLoaded)} rows of {Number(report.Objects)} objects in {report.Seconds:0.0} s"
            : $"[red]Not clean[/]: {Number(report.Lost)} rows lost, {Number(report.Duplicated)} duplicated, {Number(report.DeadLettered)} objects dead-lettered in {report.Seconds:0.0} s";
        console.MarkupLine($"{verdict}. The agent took at most {report.AgentPeakMemoryBytes / 1048576.0:0} MiB.");
    }

    public async Task ShowSampleAsync(SampleQuery sample, OperatorDatabase database, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync(sample.Sql, cancellationToken);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{sample.Question}[/]");
        console.MarkupLineInterpolated($"[grey]{sample.Sql}[/]");
        foreach (var row in rows)
        {
            console.WriteLine("  " + string.Join("  ", row.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value,8}"))));
        }
    }

    private static Table ResultTable(DemoReport report)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("table", "objects", "rows in source", "rows in table", "p50", "p95", "lost", "duplicated", "dead-lettered");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned().NoWrap();
        }

        foreach (var (name, result) in report.Tables)
        {
            table.AddRow(
                Markup.Escape(name),
                Number(result.Objects),
                Number(result.RowsExpected),
                Number(result.RowsLoaded),
                $"{result.P50Ms:0} ms",
                $"{result.P95Ms:0} ms",
                Alarming(result.Lost),
                Alarming(result.Duplicated),
                Alarming(result.DeadLettered));
        }

        return table.Caption("p50, p95: from the start of the upload until the rows can be queried");
    }

    private static string Alarming(long number) => number == 0 ? "0" : $"[red]{Number(number)}[/]";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
