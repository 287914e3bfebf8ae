using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Infra.Watch;

/// <summary>
/// The dashboard: one graph per metric, one line per domain
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html).
/// </summary>
internal static class DashboardBody
{
    private const int Columns = 3;
    private const int Width = 8;
    private const int Height = 6;

    public static string For(PipelineTopology topology) =>
        new JsonObject { ["widgets"] = new JsonArray([.. Graphs(topology).Select((graph, n) => Widget(topology, graph, n))]) }.ToJsonString();

    private static IEnumerable<Graph> Graphs(PipelineTopology topology)
    {
        var names = topology.Names;
        yield return new("Messages waiting", "Average", AlarmRules.LoadQueueDepthHigh.Threshold, Of(domain => WatchedMetrics.Visible(names.Queue(domain.Name))));
        yield return new(
            "Age of the oldest message (s)", "Maximum", null, Of(domain => WatchedMetrics.OfQueue(names.Queue(domain.Name), "ApproximateAgeOfOldestMessage")));
        yield return new(
            "Dead letters",
            "Maximum",
            AlarmRules.LoadDlqMessages.Threshold,
            [.. Of(domain => WatchedMetrics.Visible(names.DeadLetterQueue(domain.Name))), (WatchedMetrics.Visible(names.RuleDeadLetterQueue), "rules")]);
        yield return Agent(PipelineMetrics.ProcessingLatency, "p99", AlarmRules.LoadLatencyHigh.Threshold);
        yield return Agent(PipelineMetrics.SuccessRate, "Average", null);
        yield return Agent(PipelineMetrics.ErrorRate, "Average", AlarmRules.LoadErrorRateHigh.Threshold);
        yield return Agent(PipelineMetrics.QueueDepth, "Average", null);
        yield return Agent(PipelineMetrics.DlqCount, "Maximum", null);
        yield return new("Events sent to queues", "Sum", null, Of(domain => WatchedMetrics.OfRule(topology, domain, "Invocations")));
        yield return new(
            "Events not delivered",
            "Sum",
            DeliveryAlarms.RuleFailed.Threshold,
            Of(domain => WatchedMetrics.OfRule(topology, domain, DeliveryAlarms.RuleFailed.Metric)));

        (WatchedMetric, string)[] Of(Func<Domain, WatchedMetric> metric) => [.. topology.Domains.Select(domain => (metric(domain), domain.Name))];

        Graph Agent(string metric, string statistic, double? threshold) =>
            new($"{metric} (agent)", statistic, threshold, Of(domain => WatchedMetrics.FromAgent(topology, domain, metric)));
    }

    private static JsonObject Widget(PipelineTopology topology, Graph graph, int n) => new()
    {
        ["type"] = "metric",
        ["x"] = n % Columns * Width,
        ["y"] = n / Columns * Height,
        ["width"] = Width,
        ["height"] = Height,
        ["properties"] = new JsonObject
        {
            ["title"] = graph.Title,
            ["region"] = topology.Region,
            ["view"] = "timeSeries",
            ["period"] = 60,
            ["stat"] = graph.Statistic,
            ["metrics"] = new JsonArray([.. graph.Lines.Select(line => Line(line.Metric, line.Label))]),
            ["annotations"] = new JsonObject
            {
                ["horizontal"] = graph.Threshold is { } threshold ? new JsonArray(new JsonObject { ["label"] = "alarm above", ["value"] = threshold }) : new JsonArray(),
            },
        },
    };

    private static JsonArray Line(WatchedMetric metric, string label) =>
    [
        metric.Namespace,
        metric.Name,
        .. metric.Dimensions.SelectMany(dimension => (JsonNode[])[dimension.Name, dimension.Value]),
        new JsonObject { ["label"] = label },
    ];

    private sealed record Graph(string Title, string Statistic, double? Threshold, (WatchedMetric Metric, string Label)[] Lines);
}
