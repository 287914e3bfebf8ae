using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.Telemetry;

namespace Sluice.Tests.Telemetry;

/// <summary>deploy/grafana/sluice-dashboard.json shows what the agent measures.</summary>
[Trait("Category", "Unit")]
public sealed partial class GrafanaDashboardTests
{
    private static readonly string[] _labels =
        [.. Metrics.All.SelectMany(metric => metric.Attributes).Select(name => name.TrimEnd('?').Replace('.', '_')).Distinct(), "le", "instance", "job"];

    private readonly JsonNode _dashboard = JsonNode.Parse(GeneratedFile.Read("deploy/grafana/sluice-dashboard.json"))!;

    private List<JsonNode> Panels => [.. _dashboard["panels"]!.AsArray().Select(panel => panel!)];

    private List<string> Expressions => [.. Panels.SelectMany(panel => panel["targets"]?.AsArray() ?? []).Select(target => (string)target!["expr"]!)];

    [Fact]
    public void Every_panel_asks_for_metrics_that_exist()
    {
        var series = Metrics.All.SelectMany(PrometheusName.SeriesOf).ToHashSet();
        Expressions.ShouldNotBeEmpty();
        foreach (var expression in Expressions)
        {
            var names = MetricName().Matches(expression).Select(match => match.Value).ToList();
            names.ShouldNotBeEmpty(expression);
            names.ShouldBeSubsetOf(series, expression);
        }
    }

    [Fact]
    public void Every_label_is_one_that_the_metrics_have()
    {
        foreach (var expression in Expressions)
        {
            LabelName().Matches(expression).Select(match => match.Groups["name"].Value)
                .Concat(Grouping().Matches(expression).SelectMany(match => match.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries)))
                .ShouldBeSubsetOf(_labels, expression);
        }
    }

    [Fact]
    public void Every_metric_is_on_a_panel()
    {
        var shown = Expressions.SelectMany(expression => MetricName().Matches(expression).Select(match => match.Value)).ToHashSet();
        Metrics.All.Where(metric => !PrometheusName.SeriesOf(metric).Any(shown.Contains)).ShouldBeEmpty();
    }

    [Fact]
    public void It_works_with_any_Prometheus_data_source()
    {
        Panels.Where(panel => panel["targets"] is not null).ShouldAllBe(panel => (string)panel["datasource"]!["uid"]! == "${datasource}");
        Panels.Select(panel => (int)panel["id"]!).ShouldBeUnique();
    }

    [GeneratedRegex(@"\bsluice_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("""[{,]\s*(?<name>[a-z_]+)\s*(=~|!~|!=|=)\s*"[^"]*"?""")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"\bby \((?<names>[^)]*)\)")]
    private static partial Regex Grouping();
}
