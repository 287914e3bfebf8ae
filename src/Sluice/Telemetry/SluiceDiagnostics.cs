using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sluice.Telemetry;

/// <summary>
/// What the agent measures and traces, for a host that collects it: <c>AddMeter(SluiceDiagnostics.MeterName)</c>, <c>AddSource(SluiceDiagnostics.ActivitySourceName)</c>. The metrics are listed
/// in docs/metrics.md (R10).
/// </summary>
public sealed class SluiceDiagnostics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Sluice";

    /// <summary>Name of the activity source: one trace per object, from its receive to its end.</summary>
    public const string ActivitySourceName = "Sluice";

    /// <summary>Attribute of every metric: the deployment environment.</summary>
    public const string EnvironmentAttribute = "environment";

    /// <summary>Attribute of the metrics of a domain.</summary>
    public const string DomainAttribute = "domain";

    private readonly Meter _meter;

    internal SluiceDiagnostics(IMeterFactory meters)
    {
        _meter = meters.Create(new MeterOptions(MeterName) { Version = AgentVersion.Text });
        Source = new ActivitySource(ActivitySourceName, AgentVersion.Text);
    }

    internal ActivitySource Source { get; }

    /// <summary>Whether the instrument is one of this instance: a process may have several agents.</summary>
    internal bool Has(Instrument instrument) => ReferenceEquals(instrument.Meter, _meter);

    internal Histogram<double> Histogram(MetricDefinition metric) => _meter.CreateHistogram(
        metric.Name, metric.Unit, metric.Meaning, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Boundaries });

    internal void Count(MetricDefinition metric, Func<IEnumerable<Measurement<long>>> observe) => _meter.CreateObservableCounter(metric.Name, observe, metric.Unit, metric.Meaning);

    internal void Gauge(MetricDefinition metric, Func<IEnumerable<Measurement<double>>> observe) => _meter.CreateObservableGauge(metric.Name, observe, metric.Unit, metric.Meaning);

    /// <inheritdoc />
    public void Dispose() => Source.Dispose();
}
