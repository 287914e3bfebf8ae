using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>How much the agent does at once and how long it waits (R3, R12).</summary>
public sealed class PipelineOptions
{
    /// <summary>Loads that run at once, 5–20. Default 5 (specification, Scaling Configuration; R12).</summary>
    public int Concurrency { get; set; } = 5;

    /// <summary>How long a receive waits for a message, whole seconds, 1–20 s. Default 20 s (R3).</summary>
    public TimeSpan LongPoll { get; set; } = PipelineLimits.MaxLongPoll;

    /// <summary>
    /// How long a delivery waits in hand, in all, for ClickHouse, S3 or a table that is at fault, before the fault counts as an attempt of its own, 0 – 11 h. Default 30 min.
    /// </summary>
    public TimeSpan HoldTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a stop may take until loads in hand are given up and left to come back, 1 s – 10 min. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
