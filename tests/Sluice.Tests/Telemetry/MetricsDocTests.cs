using System.Globalization;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Tests.Telemetry;

/// <summary>docs/metrics.md shows the metrics that the agent has. To write it anew: SLUICE_REGENERATE=1.</summary>
[Trait("Category", "Unit")]
public sealed class MetricsDocTests
{
    private const string Path = "docs/metrics.md";

    [Fact]
    public void The_metrics_are_the_ones_that_the_agent_has() => GeneratedFile.SectionShouldBe(
        Path,
        "metrics",
        "| metric | kind | unit | attributes | what it tells | requirement | in Prometheus |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        + string.Concat(Metrics.All.Select(metric =>
            $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | {metric.Unit} | {string.Join(", ", metric.Attributes)} | {metric.Meaning} | {metric.Requirement} | `{PrometheusName.Of(metric)}` |\n")));

    [Fact]
    public void The_names_of_R10_are_found() => GeneratedFile.SectionShouldBe(
        Path,
        "r10",
        "| specification, CloudWatch | OpenTelemetry | Prometheus |\n| --- | --- | --- |\n" + string.Concat(R10().Select(each => $"| {each.Name} | `{each.Metric.Name}` | `{PrometheusName.Of(each.Metric)}` |\n")));

    [Fact]
    public void The_bounds_of_the_histograms_are_those_that_are_used() => GeneratedFile.SectionShouldBe(
        Path,
        "bounds",
        string.Concat(Metrics.All.Where(metric => metric.Boundaries is not null)
            .Select(metric => $"- `{metric.Name}`: {string.Join(", ", metric.Boundaries!.Select(bound => bound.ToString(CultureInfo.InvariantCulture)))}\n")));

    [Fact]
    public void The_steps_are_those_that_are_measured()
    {
        LoadStep[] steps = [LoadStep.Claim, LoadStep.Footer, LoadStep.Contract, LoadStep.Intend, LoadStep.Insert, LoadStep.Stage, LoadStep.Publish, LoadStep.Commit];
        steps.ShouldAllBe(step => Metrics.StepDuration.Meaning.Contains($"`{step.Name}`"));
    }

    [Fact]
    public void Thresholds_of_alarms_are_bounds_so_that_what_lies_beyond_them_is_counted_exactly() =>
        Metrics.ProcessingLatency.Boundaries!.ShouldContain(AlarmRules.LoadLatencyHigh.Threshold);

    private static (string Name, MetricDefinition Metric)[] R10() =>
    [
        (PipelineMetrics.ProcessingLatency, Metrics.ProcessingLatency),
        (PipelineMetrics.SuccessRate, Metrics.SuccessRate),
        (PipelineMetrics.ErrorRate, Metrics.ErrorRate),
        (PipelineMetrics.QueueDepth, Metrics.QueueDepth),
        (PipelineMetrics.DlqCount, Metrics.DlqCount),
    ];
}
