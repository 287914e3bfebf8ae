using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Bench.Compare.Results;

namespace Sluice.Bench.Compare;

/// <summary>The results for programs: one line.</summary>
internal static class CompareJson
{
    /// <summary>
    /// <c>{"small":{"vsS3Queue":r,"vsNaive":r,"vsGlob":r},…,"trickle":{"p50Ms":n,…},"agentMb":{"1k":n,…},"ledger":{"1e4":n,…},"sqsRequestsPerObject":n}</c>; what was not measured is not in it.
    /// </summary>
    public static JsonObject Of(CompareResult result)
    {
        var json = new JsonObject();
        foreach (var workload in result.Workloads)
        {
            var ratios = new JsonObject();
            Add(ratios, "vsS3Queue", workload.Ratio(Names.Sluice, Names.S3Queue)?.Median);
            Add(ratios, "vsNaive", workload.Ratio(Names.Naive, Names.Sluice)?.Median);
            Add(ratios, "vsGlob", workload.Ratio(Names.Sluice, Names.Glob)?.Median);
            json[workload.Workload.Name] = ratios;
        }

        if (result.Trickle is { Queryable: var queryable })
        {
            json["trickle"] = new JsonObject
            {
                ["p50Ms"] = Math.Round(queryable.P50Ms, 1),
                ["p95Ms"] = Math.Round(queryable.P95Ms, 1),
                ["p99Ms"] = Math.Round(queryable.P99Ms, 1),
            };
        }

        // What is grown from and to; what is between is on the page.
        AddAll(json, "agentMb", result.Backlog.Where((_, index) => index == 0 || index == result.Backlog.Count - 1).Select(step => (step.Name, step.AgentMb)));
        if (result.Ledger is [var rates, ..])
        {
            AddAll(
                json,
                "ledger",
                [
                    (Power(rates.Few), Spread.Of(result.Ledger.Select(each => each.WithFew))!.Median),
                    (Power(rates.Many), Spread.Of(result.Ledger.Select(each => each.WithMany))!.Median),
                ]);
        }

        Add(json, "sqsRequestsPerObject", result.SqsRequestsPerObject);
        return json;
    }

    /// <summary>A power of ten as people write it: <c>1e7</c>.</summary>
    public static string Power(long number) => string.Create(CultureInfo.InvariantCulture, $"1e{Math.Round(Math.Log10(number))}");

    private static void AddAll(JsonObject to, string name, IEnumerable<(string Name, double Value)> values)
    {
        var json = new JsonObject(values.Select(value => KeyValuePair.Create(value.Name, (JsonNode?)Math.Round(value.Value, 1))));
        if (json.Count > 0)
        {
            to[name] = json;
        }
    }

    private static void Add(JsonObject to, string name, double? value)
    {
        if (value is { } number)
        {
            to[name] = Math.Round(number, 3);
        }
    }
}
