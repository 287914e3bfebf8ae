using Sluice.Topology;
using Sluice.Watching.Alarms;

namespace Sluice.Watching;

/// <summary>How a domain is doing.</summary>
internal sealed record DomainStatus
{
    public required Domain Domain { get; init; }

    /// <summary>The last hour by minute, the oldest first, 60 of them.</summary>
    public IReadOnlyList<MinuteFigures> Minutes { get; init; } = [];

    /// <summary>Objects loaded in that hour.</summary>
    public long Loaded { get; init; }

    /// <summary>Rows loaded in that hour.</summary>
    public long Rows { get; init; }

    /// <summary>Attempts that failed in that hour, dead letters among them.</summary>
    public long Failed { get; init; }

    /// <summary>Median of the time from an object's creation until its rows could be queried, in that hour; null when nothing was loaded.</summary>
    public TimeSpan? LatencyP50 { get; init; }

    /// <summary>95th percentile of it.</summary>
    public TimeSpan? LatencyP95 { get; init; }

    /// <summary>Messages that wait in the queue, or null when SQS may not be asked.</summary>
    public long? QueueDepth { get; init; }

    /// <summary>Messages in hand of any agent, or null.</summary>
    public long? InFlight { get; init; }

    /// <summary>How long the oldest waiting message has waited, as far as known; null when nothing waits or nobody knows.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>Messages in the dead-letter queue, or null when SQS may not be asked of it.</summary>
    public long? DeadLetters { get; init; }

    /// <summary>The four alarms (R11).</summary>
    public IReadOnlyList<AlarmStatus> Alarms { get; init; } = [];
}
