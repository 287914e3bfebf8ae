namespace Sluice.Infra.Watch;

/// <summary>A metric as CloudWatch knows it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions.</param>
internal sealed record WatchedMetric(string Namespace, string Name, (string Name, string Value)[] Dimensions)
{
    /// <summary>
    /// Whether it is about what lies in a queue. SQS falls silent about a queue that nobody touches for six hours, whatever lies in it, so that
    /// silence says nothing; of other metrics it says that nothing happened.
    /// </summary>
    public bool IsDepth => Namespace == WatchedMetrics.SqsNamespace;
}
