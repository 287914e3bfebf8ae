using System.Text;
using System.Text.Json;
using Sluice.Topology;

namespace Sluice.Telemetry.Emf;

/// <summary>
/// Writes CloudWatch's embedded metric format
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// </summary>
/// <param name="environment">The deployment environment.</param>
/// <param name="agent">Who tells it; for whoever reads the lines, no dimension.</param>
/// <param name="logGroup">Log group that the CloudWatch agent is to put the lines into; null where somebody else decides.</param>
internal sealed class EmfDocument(string environment, string agent, string? logGroup)
{
    /// <summary>Values that a metric may have on a line.</summary>
    public const int MaxValues = 100;

    /// <summary>The lines that tell of a minute; none when there is nothing to tell.</summary>
    public IEnumerable<string> LinesOf(string domain, EmfMinute minute, DateTimeOffset at)
    {
        (string Name, string Unit, IReadOnlyList<double> Values)[] metrics =
        [
            (PipelineMetrics.ProcessingLatency, "Seconds", minute.Latencies.ConvertAll(latency => Math.Round(latency, 3))),
            (PipelineMetrics.SuccessRate, "Percent", minute.Failures.ConvertAll(isFailure => isFailure ? 0d : 100)),
            (PipelineMetrics.ErrorRate, "Percent", minute.Failures.ConvertAll(isFailure => isFailure ? 100d : 0)),
            (PipelineMetrics.QueueDepth, "Count", minute.Depths.ConvertAll(depth => (double)depth)),
            (PipelineMetrics.DlqCount, "Count", minute.DeadLetters.ConvertAll(count => (double)count)),
        ];
        for (var first = 0; metrics.Max(metric => metric.Values.Count) > first; first += MaxValues)
        {
            yield return Line(domain, [.. metrics.Select(metric => metric with { Values = [.. metric.Values.Skip(first).Take(MaxValues)] }).Where(metric => metric.Values.Count > 0)], at);
        }
    }

    private string Line(string domain, IReadOnlyList<(string Name, string Unit, IReadOnlyList<double> Values)> metrics, DateTimeOffset at)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metrics, at);
            json.WriteString(PipelineMetrics.EnvironmentDimension, environment);
            json.WriteString(PipelineMetrics.DomainDimension, domain);
            json.WriteString("Agent", agent);
            foreach (var (name, _, values) in metrics)
            {
                json.WriteStartArray(name);
                foreach (var value in values)
                {
                    json.WriteNumberValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void WriteMetadata(Utf8JsonWriter json, IReadOnlyList<(string Name, string Unit, IReadOnlyList<double> Values)> metrics, DateTimeOffset at)
    {
        json.WriteStartObject("_aws");
        json.WriteNumber("Timestamp", at.ToUnixTimeMilliseconds());
        if (logGroup is not null)
        {
            json.WriteString("LogGroupName", logGroup);
        }

        json.WriteStartArray("CloudWatchMetrics");
        json.WriteStartObject();
        json.WriteString("Namespace", PipelineMetrics.Namespace);
        json.WriteStartArray("Dimensions");
        json.WriteStartArray();
        json.WriteStringValue(PipelineMetrics.EnvironmentDimension);
        json.WriteStringValue(PipelineMetrics.DomainDimension);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics");
        foreach (var (name, unit, _) in metrics)
        {
            json.WriteStartObject();
            json.WriteString("Name", name);
            json.WriteString("Unit", unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
