namespace Sluice.Settling;

/// <summary>How long one object spent in the stages that are the agent's (R2).</summary>
/// <param name="Queued">From entering the queue to the start of the load.</param>
/// <param name="Load">The INSERT.</param>
/// <param name="Settle">Telling SQS.</param>
internal readonly record struct Timings(TimeSpan Queued, TimeSpan Load, TimeSpan Settle)
{
    /// <summary>Whole milliseconds, and none where the clocks of two machines disagree.</summary>
    public static long Milliseconds(TimeSpan time) => (long)Math.Max(0, time.TotalMilliseconds);
}
