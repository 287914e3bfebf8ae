namespace Sluice.Telemetry;

/// <summary>What kind of instrument a metric is.</summary>
internal enum MetricKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>What it is now; absent while nobody knows.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}
