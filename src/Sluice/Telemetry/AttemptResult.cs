using Sluice.Loading;
using Sluice.Settling;

namespace Sluice.Telemetry;

/// <summary>What counts as a success, a failure and a latency, the same for every metric and alarm (R10, R11).</summary>
internal static class AttemptResult
{
    /// <summary>Whether the attempt failed; null for one that came to no end, because a sink is at fault or the agent stops.</summary>
    public static bool? IsFailure(LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.RetryLater or LoadOutcome.DeadLetter => true,
        LoadOutcome.Held or LoadOutcome.Released => null,
        _ => false,
    };

    /// <summary>From the creation of the object, or its message's arrival in the queue, until its rows could be queried; null when it was not loaded, or nobody knows how old it is.</summary>
    public static TimeSpan? LatencyOf(SettledAttempt attempt)
    {
        if (attempt.Outcome is not LoadOutcome.Loaded || (attempt.Request?.EventTime ?? attempt.Delivery.SentAt) is not { } began)
        {
            return null;
        }

        var latency = attempt.At - attempt.Timings.Settle - began;

        // AWS's clock and the agent's need not agree.
        return latency > TimeSpan.Zero ? latency : TimeSpan.Zero;
    }
}
