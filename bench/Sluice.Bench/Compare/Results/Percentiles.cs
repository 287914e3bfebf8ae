namespace Sluice.Bench.Compare.Results;

/// <summary>How durations are spread, in ms.</summary>
internal sealed record Percentiles(double P50Ms, double P95Ms, double P99Ms)
{
    /// <summary>Of these.</summary>
    public static Percentiles Of(IEnumerable<TimeSpan> durations)
    {
        var latencies = new Latencies();
        foreach (var duration in durations)
        {
            latencies.Add(duration);
        }

        return new Percentiles(latencies.Percentile(50), latencies.Percentile(95), latencies.Percentile(99));
    }
}
