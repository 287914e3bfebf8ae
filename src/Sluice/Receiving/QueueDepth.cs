namespace Sluice.Receiving;

/// <summary>Messages of a domain, approximately, as SQS counts them.</summary>
/// <param name="Waiting">Messages that can be received.</param>
/// <param name="InFlight">Messages that somebody has in hand, or that come back after a backoff.</param>
/// <param name="DeadLetters">Messages in the dead-letter queue.</param>
internal sealed record QueueDepth(int Waiting, int InFlight, int DeadLetters);
