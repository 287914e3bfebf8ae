using Sluice.Telemetry;

namespace Sluice.Tests.Telemetry;

/// <summary>How Prometheus spells a metric (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).</summary>
internal static class PrometheusName
{
    /// <summary>Its name there, without the endings of a histogram's series.</summary>
    public static string Of(MetricDefinition metric)
    {
        var name = metric.Name.Replace('.', '_');
        var unit = metric.Unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            "%" => "percent",
            ['{', ..] => "",
            var other => throw new NotSupportedException($"unit {other}"),
        };
        if (unit.Length > 0 && !name.Contains(unit, StringComparison.Ordinal))
        {
            name += $"_{unit}";
        }

        return metric.Kind == MetricKind.Counter ? $"{name}_total" : name;
    }

    /// <summary>The series that it is there.</summary>
    public static IEnumerable<string> SeriesOf(MetricDefinition metric) =>
        metric.Kind == MetricKind.Histogram ? ((string[])["_bucket", "_sum", "_count"]).Select(ending => Of(metric) + ending) : [Of(metric)];
}
