namespace Sluice.Bench;

/// <summary>How long each run of an operation took.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    /// <summary>The duration in ms that <paramref name="percent"/> of the runs did not exceed.</summary>
    public double Percentile(int percent)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];
    }
}
