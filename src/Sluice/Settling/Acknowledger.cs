using System.Diagnostics;
using Amazon.SQS;
using Sluice.Loading;
using Sluice.Receiving;

namespace Sluice.Settling;

/// <summary>
/// Tells SQS how an attempt ended: a message whose object is loaded, superseded or skipped is deleted, any other comes back and counts towards <c>maxReceiveCount</c>, past
/// which the redrive policy moves it to the dead-letter queue (R4).
/// </summary>
internal sealed class Acknowledger(IAmazonSQS sqs, QueueUrls urls)
{
    /// <summary>Settles one delivery.</summary>
    /// <exception cref="AmazonSQSException">SQS refused. The message then comes back after its visibility timeout; it is not lost.</exception>
    public Task AcknowledgeAsync(Delivery delivery, LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded or LoadOutcome.Superseded or LoadOutcome.Skipped =>
            sqs.DeleteMessageAsync(urls.Queue(delivery.Domain), delivery.ReceiptHandle),
        LoadOutcome.RetryLater retry => HideForAsync(delivery, retry.Delay),

        // Back at once: each return brings the message nearer to its dead-letter queue, without keeping it from the operator for long.
        LoadOutcome.DeadLetter or LoadOutcome.Released => HideForAsync(delivery, TimeSpan.Zero),
        _ => throw new UnreachableException($"no acknowledgement for {outcome.GetType().Name}"),
    };

    private Task HideForAsync(Delivery delivery, TimeSpan delay) =>
        sqs.ChangeMessageVisibilityAsync(urls.Queue(delivery.Domain), delivery.ReceiptHandle, (int)delay.TotalSeconds);
}
