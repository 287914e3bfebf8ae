using Sluice.Topology;

namespace Sluice.Infra.Watch;

/// <summary>
/// Where CloudWatch finds a domain's metrics (R10). Depths come from SQS itself, in the specification's words "SQS message count" and "dead letter queue
/// messages": SQS also counts when no agent runs, which is when they matter most. The others only the agent knows.
/// </summary>
internal static class WatchedMetrics
{
    public const string SqsNamespace = "AWS/SQS";
    public const string EventsNamespace = "AWS/Events";
    public const string VisibleMessages = "ApproximateNumberOfMessagesVisible";

    public static WatchedMetric Of(PipelineTopology topology, Domain domain, string metric) => metric switch
    {
        PipelineMetrics.QueueDepth => Visible(topology.Names.Queue(domain.Name)),
        PipelineMetrics.DlqCount => Visible(topology.Names.DeadLetterQueue(domain.Name)),
        _ => FromAgent(topology, domain, metric),
    };

    public static WatchedMetric FromAgent(PipelineTopology topology, Domain domain, string metric) => new(
        PipelineMetrics.Namespace,
        metric,
        [(PipelineMetrics.EnvironmentDimension, topology.Environment), (PipelineMetrics.DomainDimension, domain.Name)]);

    public static WatchedMetric Visible(string queue) => OfQueue(queue, VisibleMessages);

    public static WatchedMetric OfQueue(string queue, string metric) => new(SqsNamespace, metric, [("QueueName", queue)]);

    public static WatchedMetric OfRule(PipelineTopology topology, Domain domain, string metric) =>
        new(EventsNamespace, metric, [("RuleName", topology.Names.Rule(domain.Name))]);
}
