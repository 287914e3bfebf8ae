namespace Sluice.Watching;

/// <summary>What happened in one minute of a domain.</summary>
/// <param name="Minute">Its beginning.</param>
/// <param name="Loaded">Objects loaded.</param>
/// <param name="Rows">Rows loaded.</param>
/// <param name="Failed">Attempts that failed.</param>
/// <param name="LatencyP95">95th percentile of the latency; null when nothing was loaded.</param>
internal sealed record MinuteFigures(DateTime Minute, long Loaded, long Rows, long Failed, TimeSpan? LatencyP95);
