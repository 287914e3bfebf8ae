namespace Sluice.Receiving;

/// <summary>Messages of a domain's load queue, approximately, as SQS counts them.</summary>
/// <param name="Waiting">Messages that can be received.</param>
/// <param name="InFlight">Messages that somebody has in hand, or that come back after a backoff.</param>
internal readonly record struct QueueDepth(int Waiting, int InFlight);
