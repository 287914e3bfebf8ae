using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Bench.Compare.Charts;
using Sluice.Bench.Compare.Results;

namespace Sluice.Bench.Compare;

/// <summary>Writes a result as a page with charts: <c>benchmark.md</c>, and what belongs to it in <c>benchmark/</c>.</summary>
internal static class Evidence
{
    private const string Page = "benchmark";

    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>Writes it into a directory, which is made if it is not there.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="command">With which command.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(CompareResult result, string command, string directory, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(directory, Page);
        Directory.CreateDirectory(folder);
        var charts = ResultCharts.Of(result);
        foreach (var (file, _, svg) in charts)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), svg, cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "results.json"), Json(result).ToJsonString(_indented) + "\n", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, $"{Page}.md"), Markdown(result, command, charts.Select(chart => (chart.File, chart.Title))), cancellationToken);
    }

    // Every round, for who wants to look closer.
    private static JsonObject Json(CompareResult result)
    {
        var json = CompareJson.Of(result);
        json["machine"] = JsonSerializer.SerializeToNode(result.Machine);
        json["rounds"] = new JsonObject(result.Workloads.Select(workload => KeyValuePair.Create(
            workload.Workload.Name,
            (JsonNode?)new JsonArray([.. workload.Rounds.Select(round => (JsonNode)new JsonObject(
                round.Select(turn => KeyValuePair.Create(turn.Contender, (JsonNode?)Math.Round(turn.Elapsed.TotalSeconds, 3)))))]))));
        return json;
    }

    private static string Markdown(CompareResult result, string command, IEnumerable<(string File, string Title)> charts)
    {
        var text = new StringBuilder();
        text.Append("# Sluice, S3Queue, one INSERT of everything, and a naive loader\n\n");
        text.Append($"    {command}\n\n");
        text.Append($"{result.Machine.Date:d MMMM yyyy}, {result.Machine.Cores} shared cores, {result.Machine.MemoryBytes / 1073741824.0:F0} GiB of memory, ClickHouse {result.Machine.ClickHouse} in the sandbox, ");
        text.Append("which has S3, SQS, EventBridge and ZooKeeper on the same machine");
        text.Append(result.Machine.LoadBefore is { } load ? $"; load average before it began {load:F1}.\n" : ".\n");
        text.Append("How it is measured: [testing.md](../testing.md#the-comparison).\n\n");
        text.Append(CompareReport.Of(result)).Append('\n');
        foreach (var (file, title) in charts)
        {
            text.Append($"![{title}]({Page}/{file})\n\n");
        }

        return text.ToString().TrimEnd() + "\n";
    }
}
