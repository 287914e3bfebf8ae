namespace Sluice.Watching;

/// <summary>What happened in a domain in the last hour.</summary>
/// <param name="Minutes">The hour by minute, the oldest first, 60 of them.</param>
/// <param name="Loaded">Objects loaded.</param>
/// <param name="Rows">Rows loaded.</param>
/// <param name="Failed">Attempts that failed, dead letters among them.</param>
/// <param name="LatencyP50">Median of the latency; null when nothing was loaded.</param>
/// <param name="LatencyP95">95th percentile of it.</param>
/// <param name="LastQueuedAt">When the message of the latest attempt had entered its queue: what waits now has mostly come later.</param>
internal sealed record HourFigures(
    IReadOnlyList<MinuteFigures> Minutes, long Loaded, long Rows, long Failed, TimeSpan? LatencyP50, TimeSpan? LatencyP95, DateTimeOffset? LastQueuedAt);
