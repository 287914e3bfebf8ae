namespace Sluice.Configuration;

/// <summary>
/// Where metrics go in CloudWatch's embedded metric format
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// </summary>
public enum EmfOutput
{
    /// <summary>Nowhere.</summary>
    Off,

    /// <summary>To the CloudWatch agent, over TCP.</summary>
    CloudWatchAgent,

    /// <summary>To stdout, a line each, for whatever collects it. Logs then go to stderr.</summary>
    Stdout,
}
