using Sluice.Failures;

namespace Sluice.Loading;

/// <summary>How an attempt at one message ended. Closed: a failure is never an empty result.</summary>
internal abstract record LoadOutcome
{
    private LoadOutcome()
    {
    }

    /// <summary>What went wrong, if anything did.</summary>
    public Failure? FailureOrNone => this switch
    {
        RetryLater retry => retry.Failure,
        Held held => held.Failure,
        DeadLetter dead => dead.Failure,
        _ => null,
    };

    /// <summary>The object's rows are in its table.</summary>
    /// <param name="Rows">Rows that ClickHouse wrote.</param>
    public sealed record Loaded(long Rows) : LoadOutcome;

    /// <summary>The ledger knows that the object's rows are in its table already.</summary>
    public sealed record AlreadyLoaded : LoadOutcome;

    /// <summary>The object has other content by now, which a message of its own announces; nothing was loaded under the old identity.</summary>
    public sealed record Superseded : LoadOutcome;

    /// <summary>Another content of the key is loaded, and the table keeps the first (<c>onOverwrite: Skip</c>).</summary>
    public sealed record Skipped : LoadOutcome;

    /// <summary>The attempt failed; the message comes back after <paramref name="Delay"/>.</summary>
    public sealed record RetryLater(Failure Failure, TimeSpan Delay) : LoadOutcome;

    /// <summary>A sink is at fault, and not the object: the message stays in hand, and the attempt is made again when the sink works.</summary>
    public sealed record Held(Failure Failure) : LoadOutcome;

    /// <summary>The message cannot be loaded, now or later, or was tried often enough; it goes to the dead-letter queue.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="Wait">Last backoff: how long until it is there.</param>
    public sealed record DeadLetter(Failure Failure, TimeSpan Wait) : LoadOutcome
    {
        /// <summary>Identity of the object version, when the message named one.</summary>
        public string? LoadId { get; init; }

        /// <summary>Id that follows the object through the log, when the message has one.</summary>
        public string? CorrelationId { get; init; }

        /// <summary>When the first of its attempts failed, when that is known.</summary>
        public DateTimeOffset? FirstFailedAt { get; init; }
    }

    /// <summary>No attempt was made, or it was ended without effect, because the agent stops or the lease is too old; the message goes back at once.</summary>
    public sealed record Released : LoadOutcome;
}
