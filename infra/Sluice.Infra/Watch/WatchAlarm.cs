using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Sluice.Topology;
using AlarmRule = Sluice.Topology.AlarmRule;

namespace Sluice.Infra.Watch;

/// <summary>An alarm that tells the topic of its priority when it goes off and when it is over (R11).</summary>
internal sealed class WatchAlarm(Construct scope, string name, WatchedMetric metric, AlarmRule rule, string topicArn)
    : CfnAlarm(scope, rule.Name, Props(name, metric, rule, topicArn))
{
    private static CfnAlarmProps Props(string name, WatchedMetric metric, AlarmRule rule, string topicArn)
    {
        var isPercentile = rule.Statistic.StartsWith('p');
        return new CfnAlarmProps
        {
            AlarmName = name,
            AlarmDescription =
                $"{rule.Priority}: {rule.Metric} above {rule.Threshold} in {rule.DatapointsToAlarm} of {rule.EvaluationPeriods} x {rule.Period.TotalMinutes} min",
            Namespace = metric.Namespace,
            MetricName = metric.Name,
            Dimensions = metric.Dimensions.Select(dimension => new DimensionProperty { Name = dimension.Name, Value = dimension.Value }).ToArray(),
            Statistic = isPercentile ? null : rule.Statistic,
            ExtendedStatistic = isPercentile ? rule.Statistic : null,
            Period = rule.Period.TotalSeconds,
            DatapointsToAlarm = rule.DatapointsToAlarm,
            EvaluationPeriods = rule.EvaluationPeriods,
            Threshold = rule.Threshold,
            ComparisonOperator = "GreaterThanThreshold",
            TreatMissingData = rule.MissingData == MissingData.Ignore ? "ignore" : "notBreaching",
            AlarmActions = [topicArn],
            OkActions = [topicArn],
        };
    }
}
