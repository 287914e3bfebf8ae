using Sluice.Topology;

namespace Sluice.Watching.Alarms;

/// <summary>
/// Whether an alarm is on, as CloudWatch decides it: M of the latest N periods that have data, looked for in two periods more than N
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html).
/// </summary>
internal static class AlarmEvaluator
{
    /// <summary>Periods that are looked at.</summary>
    public static int Range(AlarmRule rule) => rule.EvaluationPeriods + 2;

    /// <summary>The state after a period.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="periods">Statistics of the latest periods, the oldest first; null where there is no data. Those before the first one have none either.</param>
    /// <param name="current">The state until now.</param>
    public static AlarmState Evaluate(AlarmRule rule, IEnumerable<double?> periods, AlarmState current)
    {
        var known = periods.TakeLast(Range(rule)).OfType<double>().TakeLast(rule.EvaluationPeriods).ToList();
        var breaching = known.Count(value => value > rule.Threshold);
        if (breaching >= rule.DatapointsToAlarm)
        {
            return AlarmState.Alarm;
        }

        // What is missing could make an alarm of periods that all breach, so that ignoring it leaves no answer.
        var isOpen = known.Count < rule.EvaluationPeriods && breaching == known.Count;
        return isOpen && rule.MissingData == MissingData.Ignore ? current : AlarmState.Ok;
    }
}
