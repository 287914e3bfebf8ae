using System.Globalization;
using System.Text;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Tests.Telemetry;

/// <summary>deploy/prometheus/sluice-alerts.yaml has the alarms of <see cref="AlarmRules"/> (R11). To write it anew: SLUICE_REGENERATE=1.</summary>
[Trait("Category", "Unit")]
public sealed class PrometheusAlertTests
{
    private const string By = "sum by (environment, domain)";

    // A night and a little: silence for longer is an agent that is gone for good. Prometheus keeps no state without an end.
    private const string Hold = "12h";

    [Fact]
    public void The_alert_rules_are_the_alarms_of_R11() => GeneratedFile.ShouldBe("deploy/prometheus/sluice-alerts.yaml", Rules());

    private static string Rules()
    {
        var text = new StringBuilder(
            $$$"""
            # The alarms of R11, as in CloudWatch. Scrape the agents every 30 s or more often.
            #
            # CloudWatch judges periods that begin at full multiples of their length: an alarm goes off when n of the latest m breach. Here a subquery gives one value per such period (its steps are
            # aligned to the clock too), the comparison leaves those that breach, and count_over_time counts them. Its range is a millisecond shorter than m periods, because before Prometheus 3 both
            # ends of a range belong to it.
            #
            # A period without data:
            # - {{{Named(MissingData.NotBreaching)}}}: does not breach, as in CloudWatch. But CloudWatch then looks at up to two older periods for data, and here only the latest m count.
            # - {{{Named(MissingData.Ignore)}}}: has the last known value, for up to {{{Hold}}}. CloudWatch keeps the state of the alarm instead, for as long as nothing is known. So here
            #   a single breach goes off too, once the gap after it makes n periods; and after {{{Hold}}} without data the alarm is over. The value is held after the max of all agents, so that an agent
            #   that is gone holds nothing while another one tells.
            # The depths here are those that agents tell, so that nothing is known while no agent runs; CloudWatch has them from SQS itself.
            groups:
              - name: sluice
                rules:

            """.ReplaceLineEndings("\n"));
        foreach (var rule in AlarmRules.All)
        {
            var breach = string.Create(CultureInfo.InvariantCulture, $"{ValueOf(rule)} > {rule.Threshold}");
            var expression = rule.EvaluationPeriods == 1
                ? breach
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"count_over_time(({breach})[{(rule.Period * rule.EvaluationPeriods).TotalMilliseconds - 1}ms:{Window(rule)}]) >= {rule.DatapointsToAlarm}");
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""
                      # {{{rule.Metric}}} ({{{rule.Statistic}}}) above {{{rule.Threshold}}} in {{{rule.DatapointsToAlarm}}} of {{{rule.EvaluationPeriods}}} x {{{rule.Period.TotalMinutes}}} min
                      - alert: {{{rule.Name}}}
                        expr: >-
                          {{{expression}}}
                        labels:
                          priority: {{{rule.Priority}}}
                        annotations:
                          summary: "{{ $labels.domain }} ({{ $labels.environment }}): {{{Summary(rule)}}}"

                """).ReplaceLineEndings("\n"));
        }

        return text.ToString();
    }

    /// <summary>What stands for a period, also for one without data.</summary>
    private static string ValueOf(AlarmRule rule) => rule.MissingData switch
    {
        MissingData.NotBreaching => KnownValueOf(rule),
        MissingData.Ignore => $"last_over_time(({KnownValueOf(rule)})[{Hold}:{Window(rule)}])",
        _ => throw new NotSupportedException($"{rule.MissingData} of {rule.Name}"),
    };

    /// <summary>What stands for a period with data. Depths are told by each agent of the same queue; attempts and latencies are each agent's own.</summary>
    private static string KnownValueOf(AlarmRule rule) => (rule.Metric, rule.Statistic) switch
    {
        (PipelineMetrics.ProcessingLatency, ['p', .. var percent]) =>
            $"histogram_quantile(0.{percent}, sum by (environment, domain, le) (increase({PrometheusName.Of(Metrics.ProcessingLatency)}_bucket[{Window(rule)}])))",
        (PipelineMetrics.ErrorRate, "Average") =>
            $"100 * {By} (increase({Attempts}{{outcome=~\"RetryLater|DeadLetter\"}}[{Window(rule)}])) / {By} (increase({Attempts}{{outcome!~\"Held|Released\"}}[{Window(rule)}]))",
        (PipelineMetrics.QueueDepth, "Average") => $"max by (environment, domain) (avg_over_time({PrometheusName.Of(Metrics.QueueDepth)}[{Window(rule)}]))",
        (PipelineMetrics.DlqCount, "Maximum") => $"max by (environment, domain) (max_over_time({PrometheusName.Of(Metrics.DlqCount)}[{Window(rule)}]))",
        _ => throw new NotSupportedException($"{rule.Statistic} of {rule.Metric}"),
    };

    private static string Named(MissingData missing) => string.Join(", ", AlarmRules.All.Where(rule => rule.MissingData == missing).Select(rule => rule.Name));

    private static string Attempts => PrometheusName.Of(Metrics.Attempts);

    private static string Window(AlarmRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Period.TotalMinutes}m");

    private static string Summary(AlarmRule rule) => rule.Metric switch
    {
        PipelineMetrics.ProcessingLatency => "objects take more than 10 min from their creation until they can be queried",
        PipelineMetrics.ErrorRate => "more than 5 % of the attempts fail",
        PipelineMetrics.QueueDepth => "more than 100 messages wait",
        PipelineMetrics.DlqCount => "there are dead letters",
        _ => throw new NotSupportedException(rule.Metric),
    };
}
