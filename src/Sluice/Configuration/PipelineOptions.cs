using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>How much the agent does at once and how long it waits (R3, R12).</summary>
public sealed class PipelineOptions
{
    /// <summary>Loads that may always run at once, 5–20. Default 5 (specification, Scaling Configuration; R12).</summary>
    public int MinConcurrency { get; set; } = PipelineLimits.MinConcurrency;

    /// <summary>
    /// Loads that may run at once while more than 20 messages wait and more at once load more, 5–20, at least <see cref="MinConcurrency"/>. Default 20 (specification, Scaling Configuration; R12).
    /// </summary>
    public int MaxConcurrency { get; set; } = PipelineLimits.MaxConcurrency;

    /// <summary>
    /// Memory that all running inserts may take together, in MiB; at least the largest <c>memoryMiB</c> of a domain. Default: the sum of the domains' <c>memoryMiB</c> (R13).
    /// </summary>
    public int? MemoryMiB { get; set; }

    /// <summary>Most objects of one INSERT, 1–1000. Default 250.</summary>
    public int MaxBatchObjects { get; set; } = 250;

    /// <summary>How long objects wait for others of their table while their queue is known to have more, 0–10 s. Default 0.2 s.</summary>
    public TimeSpan BatchLinger { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a receive waits for a message, whole seconds, 1–20 s. Default 20 s (R3).</summary>
    public TimeSpan LongPoll { get; set; } = PipelineLimits.MaxLongPoll;

    /// <summary>
    /// How long a delivery waits in hand, in all, for ClickHouse, S3 or a table that is at fault, before the fault counts as an attempt of its own, 0 – 11 h. Default 30 min.
    /// </summary>
    public TimeSpan HoldTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a stop may take until loads in hand are given up and left to come back, 1 s – 10 min. Default 30 s.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
