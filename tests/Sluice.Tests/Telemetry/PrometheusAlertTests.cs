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

    [Fact]
    public void The_alert_rules_are_the_alarms_of_R11() => GeneratedFile.ShouldBe("deploy/prometheus/sluice-alerts.yaml", Rules());

    private static string Rules()
    {
        var text = new StringBuilder(
            """
            # The alarms of R11, as in CloudWatch. Scrape the agents every 30 s or more often.
            #
            # CloudWatch judges periods that begin at full multiples of their length: an alarm goes off when n of the latest m breach, and a period without data does not breach. Here a subquery gives
            # one value per such period (its steps are aligned to the clock too), the comparison leaves those that breach, and count_over_time counts them. Its range is a millisecond
            # shorter than m periods, because before Prometheus 3 both ends of a range belong to it.
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

    /// <summary>What stands for a period. Depths are told by each agent of the same queue; attempts and latencies are each agent's own.</summary>
    private static string ValueOf(AlarmRule rule) => (rule.Metric, rule.Statistic) switch
    {
        (PipelineMetrics.ProcessingLatency, ['p', .. var percent]) =>
            $"histogram_quantile(0.{percent}, sum by (environment, domain, le) (increase({PrometheusName.Of(Metrics.ProcessingLatency)}_bucket[{Window(rule)}])))",
        (PipelineMetrics.ErrorRate, "Average") =>
            $"100 * {By} (increase({Attempts}{{outcome=~\"RetryLater|DeadLetter\"}}[{Window(rule)}])) / {By} (increase({Attempts}{{outcome!~\"Held|Released\"}}[{Window(rule)}]))",
        (PipelineMetrics.QueueDepth, "Average") => $"max by (environment, domain) (avg_over_time({PrometheusName.Of(Metrics.QueueDepth)}[{Window(rule)}]))",
        (PipelineMetrics.DlqCount, "Maximum") => $"max by (environment, domain) (max_over_time({PrometheusName.Of(Metrics.DlqCount)}[{Window(rule)}]))",
        _ => throw new NotSupportedException($"{rule.Statistic} of {rule.Metric}"),
    };

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
