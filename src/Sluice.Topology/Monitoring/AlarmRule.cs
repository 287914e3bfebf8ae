namespace Sluice.Topology;

/// <summary>When an alarm of a domain goes off: as soon as enough of the latest periods lie above the threshold (R11).</summary>
/// <param name="Name">Name in the specification.</param>
/// <param name="Metric">One of <see cref="PipelineMetrics"/>.</param>
/// <param name="Statistic">What stands for a period, as CloudWatch writes it: <c>Average</c>, <c>Maximum</c>, <c>p99</c>.</param>
/// <param name="Threshold">A period breaches when its statistic is greater, in the metric's unit.</param>
/// <param name="Period">Length of a period.</param>
/// <param name="DatapointsToAlarm">Periods that must breach.</param>
/// <param name="EvaluationPeriods">Latest periods that count.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="MissingData">What a period without data means.</param>
public sealed record AlarmRule(
    string Name,
    string Metric,
    string Statistic,
    double Threshold,
    TimeSpan Period,
    int DatapointsToAlarm,
    int EvaluationPeriods,
    AlarmPriority Priority,
    MissingData MissingData);
