using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Asks SQS how many messages are in a domain's queues (<c>sqs:GetQueueAttributes</c>, an optional permission; R14). It may be allowed of one queue and not of the other.</summary>
internal sealed class QueueDepthReader(IAmazonSQS sqs, QueueUrls urls)
{
    private static readonly List<string> _attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];

    /// <summary>Messages of the load queue.</summary>
    /// <exception cref="AmazonSQSException">SQS may not be asked, or has no such queue.</exception>
    public async Task<QueueDepth> ReadAsync(Domain domain, CancellationToken cancellationToken)
    {
        var queue = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(urls.Queue(domain), _attributes), cancellationToken);
        return new QueueDepth(queue.ApproximateNumberOfMessages, queue.ApproximateNumberOfMessagesNotVisible);
    }

    /// <summary>Messages of the dead-letter queue that nobody has in hand.</summary>
    /// <exception cref="AmazonSQSException">SQS may not be asked, or has no such queue.</exception>
    public async Task<int> CountDeadLettersAsync(Domain domain, CancellationToken cancellationToken)
    {
        var queue = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(urls.DeadLetterQueue(domain), _attributes), cancellationToken);
        return queue.ApproximateNumberOfMessages;
    }
}
