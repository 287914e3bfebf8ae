namespace Sluice.Failures;

/// <summary>How often a kind of failure is tried, and how long a message waits after each attempt.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Code">Code of the specification, or null where it has none.</param>
/// <param name="Backoff">Wait after each attempt; the last is spent on the way to the dead-letter queue. None: one attempt, and no wait.</param>
/// <param name="Remedy">What a person can do about a dead letter (specification, Error Codes: Recovery).</param>
internal sealed record RetryRule(ErrorKind Kind, ErrorCode? Code, IReadOnlyList<TimeSpan> Backoff, string Remedy)
{
    /// <summary>Deliveries that a message has with this kind of failure.</summary>
    public int Attempts => Math.Max(1, Backoff.Count);

    /// <summary>Whether the message is given up after the given delivery failed.</summary>
    /// <param name="attempt">Deliveries so far, from 1 (<c>ApproximateReceiveCount</c>).</param>
    public bool IsLast(int attempt) => attempt >= Attempts;

    /// <summary>How long the message waits after the given delivery failed.</summary>
    /// <param name="attempt">Deliveries so far, from 1.</param>
    public TimeSpan WaitAfter(int attempt) => Backoff.Count == 0 ? TimeSpan.Zero : Backoff[Math.Clamp(attempt, 1, Backoff.Count) - 1];
}
