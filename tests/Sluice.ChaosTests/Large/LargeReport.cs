using System.Globalization;
using System.Text;
using Sluice.ChaosTests.Reporting;

namespace Sluice.ChaosTests.Large;

/// <summary>The run as a page that can be kept.</summary>
internal static class LargeReport
{
    public static string Of(LargeFigures figures, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# One large object, killed at every moment, {at:yyyy-MM-dd}\n\n    ./test.sh chaos --large --rows {figures.Options.Rows}\n\n");
        text.Append(MarkdownReport.Table(["", ""], Summary(figures)));
        text.Append("\n## Kills\n\nEach `kill -9`, one after the other, on the same object. Times are since its upload; *went on* is when staging or publishing was next sent. Until the first kill ClickHouse's reads from S3 were made late, so that staging had a middle.\n\n");
        text.Append(MarkdownReport.Table(["killed", "at", "rows in the target", "rows staged", "went on after"], figures.Kills.Select(kill => new[]
        {
            KillMoments.Text(kill.Moment) + (kill.WasCaught ? "" : " (it had just ended)"),
            Time(kill.At),
            $"{kill.Visible:N0}",
            $"{kill.Staged:N0}",
            kill.WentOnAfter is { } after ? Time(after) : "",
        })));
        text.Append("\n## Row counts that a reader saw\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{figures.Seen.Looks:N0} looks, {figures.Seen.LooksBefore:N0} of them before the first chunk was sent to ClickHouse; ");
        text.Append(CultureInfo.InvariantCulture, $"{figures.Seen.Unanswered:N0} without an answer, while ClickHouse was down. A chunk has {figures.Publishing.ChunkRows:N0} rows.\n\n");
        text.Append(MarkdownReport.Table(["rows", "chunks", "looks", "first", "last"], figures.Seen.Seen.Select(seen => new[]
        {
            $"{seen.Count:N0}", Chunks(seen.Count, figures), $"{seen.Looks:N0}", Time(seen.First), Time(seen.Last),
        })));
        text.Append("\n## Statements that were answered\n\nNot those at which something was killed. A chunk that is sent again is read and dropped, and counts here as well.\n\n");
        text.Append(MarkdownReport.Table(["", "number", "median", "longest"], figures.Statements.Select(each => new[]
        {
            each.Kind, $"{each.Count}", $"{each.Median.TotalSeconds:0.0} s", $"{each.Longest.TotalSeconds:0.0} s",
        })));
        return text.ToString();
    }

    private static IEnumerable<string[]> Summary(LargeFigures figures)
    {
        yield return ["result", $"`{figures.Result.ToJson()}`"];
        yield return ["object", $"{figures.Source.Content.Rows:N0} rows, {MiB(figures.Source.FileBytes)}, {MiB(figures.Source.UncompressedBytes)} uncompressed, {figures.Source.RowGroups} row groups"];
        yield return ["published in", $"{figures.Publishing.Chunks} chunks, `maxBlockMiB` {figures.Options.MaxBlockMiB}"];
        yield return ["agents", $"1 at once, {figures.AgentStarts} started, {figures.AgentCrashes} ended by themselves"];
        yield return ["from upload to the empty queue", Time(figures.Loading)];
        yield return ["peak memory of an agent", MiB(figures.AgentPeakBytes)];
        yield return ["peak memory of ClickHouse", MiB(figures.ServerPeakBytes)];
        yield return ["message timeout", $"{Timings.LargeMessageTimeout.TotalSeconds:0} s"];
        yield return ["machine", MarkdownReport.Machine];
        yield return ["versions", $".NET {Environment.Version}, ClickHouse {figures.ClickHouseVersion}"];
    }

    private static string Chunks(long rows, LargeFigures figures)
    {
        var size = Math.Max(1, figures.Publishing.ChunkRows);
        return rows == figures.Source.Content.Rows ? "all" : rows % size == 0 ? $"{rows / size}" : "not whole";
    }

    private static string Time(TimeSpan time) => $"{time:mm\\:ss\\.f}";

    private static string MiB(long bytes) => $"{bytes >> 20:N0} MiB";
}
