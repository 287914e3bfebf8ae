using System.Collections.Immutable;

namespace Sluice.Topology;

/// <summary>
/// The four alarms that each domain has (specification, CloudWatch Alarms; R11). The statistics are ours: the 99th percentile, so that
/// slow objects do not hide among fast ones; averages of rate and depth, so that a burst that is gone within the period wakes nobody. SQS falls silent about a queue that
/// nobody touches for six hours, whatever lies in it, so that silence about a depth says nothing; about loads it says that none ended.
/// </summary>
public static class AlarmRules
{
    /// <summary>End-to-end latency above 10 minutes, 2 of 3 × 5 minutes.</summary>
    public static readonly AlarmRule LoadLatencyHigh = new(
        nameof(LoadLatencyHigh), PipelineMetrics.ProcessingLatency, "p99", 600, TimeSpan.FromMinutes(5), 2, 3, AlarmPriority.P1, MissingData.NotBreaching);

    /// <summary>More than 5 % of the loads fail, 3 of 3 × 5 minutes.</summary>
    public static readonly AlarmRule LoadErrorRateHigh = new(
        nameof(LoadErrorRateHigh), PipelineMetrics.ErrorRate, "Average", 5, TimeSpan.FromMinutes(5), 3, 3, AlarmPriority.P0, MissingData.NotBreaching);

    /// <summary>More than 100 messages wait, 2 of 3 × 5 minutes.</summary>
    public static readonly AlarmRule LoadQueueDepthHigh = new(
        nameof(LoadQueueDepthHigh), PipelineMetrics.QueueDepth, "Average", 100, TimeSpan.FromMinutes(5), 2, 3, AlarmPriority.P1, MissingData.Ignore);

    /// <summary>Any dead letter, 1 of 1 × 1 minute.</summary>
    public static readonly AlarmRule LoadDlqMessages = new(
        "LoadDLQMessages", PipelineMetrics.DlqCount, "Maximum", 0, TimeSpan.FromMinutes(1), 1, 1, AlarmPriority.P0, MissingData.Ignore);

    /// <summary>All four.</summary>
    public static readonly ImmutableArray<AlarmRule> All = [LoadLatencyHigh, LoadErrorRateHigh, LoadQueueDepthHigh, LoadDlqMessages];
}
