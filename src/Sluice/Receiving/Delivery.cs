using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>One delivery of one message: an attempt (R9).</summary>
/// <param name="Domain">Domain whose queue it came from.</param>
/// <param name="MessageId">SQS's id of the message, the same at every delivery.</param>
/// <param name="ReceiptHandle">Handle of this delivery, for delete and visibility. Never logged.</param>
/// <param name="Body">The message as sent.</param>
/// <param name="ReceiveCount">Deliveries so far, this one included (<c>ApproximateReceiveCount</c>).</param>
/// <param name="SentAt">When the message entered the queue, or null when SQS did not say.</param>
/// <param name="ReceivedAt">When this delivery reached the agent.</param>
internal sealed record Delivery(
    Domain Domain,
    string MessageId,
    string ReceiptHandle,
    string Body,
    int ReceiveCount,
    DateTimeOffset? SentAt,
    DateTimeOffset ReceivedAt)
{
    /// <summary>How long it stays hidden from others.</summary>
    public Lease Lease { get; } = new();

    /// <summary>Places that it takes of a <see cref="Room"/>, which is who changes it.</summary>
    public int Places { get; set; } = 1;

    /// <summary>How often it may wait for a sink.</summary>
    public Patience Patience { get; } = new();
}
