using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sluice.Bench.Ledger;

/// <summary>The results for people, as Markdown, and for programs.</summary>
internal static class LedgerReport
{
    public static string Table(IEnumerable<LedgerResult> results)
    {
        var text = new StringBuilder(
            "| entries | on disk | parts | load | operation | p50 ms | p95 ms | p99 ms | server CPU ms | rows read |\n|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|\n");
        foreach (var result in results)
        {
            foreach (var operation in result.Operations)
            {
                text.Append(
                    $"| {result.Entries:N0} | {result.Bytes / 1048576.0:N1} MiB | {result.Parts} | {result.Load:F1} | {operation.Name} "
                    + $"| {operation.P50Ms:F1} | {operation.P95Ms:F1} | {operation.P99Ms:F1} | {operation.LookUp?.CpuMs:F1} | {operation.LookUp?.RowsRead:N0} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary><c>{"ledger":{"1e4":{"askP50Ms":…}}}</c>.</summary>
    public static string Json(IEnumerable<LedgerResult> results) =>
        new JsonObject { ["ledger"] = new JsonObject(results.Select(result => KeyValuePair.Create(NameOf(result.Entries), (JsonNode?)Json(result)))) }
            .ToJsonString();

    private static JsonObject Json(LedgerResult result)
    {
        var json = new JsonObject { ["bytes"] = result.Bytes, ["parts"] = result.Parts, ["load"] = result.Load };
        foreach (var operation in result.Operations)
        {
            json[$"{operation.Name}P50Ms"] = Math.Round(operation.P50Ms, 2);
            json[$"{operation.Name}P95Ms"] = Math.Round(operation.P95Ms, 2);
            json[$"{operation.Name}P99Ms"] = Math.Round(operation.P99Ms, 2);
            if (operation.LookUp is { } cost)
            {
                json[$"{operation.Name}CpuMs"] = Math.Round(cost.CpuMs, 2);
                json[$"{operation.Name}RowsRead"] = Math.Round(cost.RowsRead);
            }
        }

        return json;
    }

    // 1e4, 1e6, 1e7; or the number.
    private static string NameOf(long entries)
    {
        var power = Math.Round(Math.Log10(entries));
        return (long)Math.Pow(10, power) == entries ? $"1e{power}" : entries.ToString(CultureInfo.InvariantCulture);
    }
}
