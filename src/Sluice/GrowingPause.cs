namespace Sluice;

/// <summary>How long to wait after a failure of something that is tried until it works: 1 s, doubled each time, at most 30 s.</summary>
internal static class GrowingPause
{
    private const int DoublingsToLongest = 5;
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">Failures in a row; none is no pause.</param>
    public static TimeSpan After(int failures) => failures <= 0
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(_longest.Ticks, _first.Ticks << Math.Min(failures - 1, DoublingsToLongest)));
}
