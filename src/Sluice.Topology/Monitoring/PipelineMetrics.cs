namespace Sluice.Topology;

/// <summary>Names of the metrics, per domain (specification, Key Metrics; R10).</summary>
public static class PipelineMetrics
{
    /// <summary>CloudWatch namespace of the metrics that the agent writes.</summary>
    public const string Namespace = "Sluice";

    /// <summary>Dimension: deployment environment.</summary>
    public const string EnvironmentDimension = "Environment";

    /// <summary>Dimension: domain.</summary>
    public const string DomainDimension = "Domain";

    /// <summary>From the event until the rows can be queried, in seconds.</summary>
    public const string ProcessingLatency = "ProcessingLatency";

    /// <summary>Loads that succeeded, in percent.</summary>
    public const string SuccessRate = "SuccessRate";

    /// <summary>Loads that failed, in percent.</summary>
    public const string ErrorRate = "ErrorRate";

    /// <summary>Messages that wait in the queue.</summary>
    public const string QueueDepth = "QueueDepth";

    /// <summary>Messages in the dead-letter queue.</summary>
    public const string DlqCount = "DLQCount";
}
