using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Asks SQS how many messages are in a domain's queues (<c>sqs:GetQueueAttributes</c>, an optional permission; R14).</summary>
internal sealed class QueueDepthReader(IAmazonSQS sqs, QueueUrls urls)
{
    private static readonly List<string> _attributes = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"];

    /// <exception cref="AmazonSQSException">SQS may not be asked, or has no such queue.</exception>
    public async Task<QueueDepth> ReadAsync(Domain domain, CancellationToken cancellationToken)
    {
        var queue = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(urls.Queue(domain), _attributes), cancellationToken);
        var deadLetterQueue = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(urls.DeadLetterQueue(domain), _attributes), cancellationToken);
        return new QueueDepth(queue.ApproximateNumberOfMessages, queue.ApproximateNumberOfMessagesNotVisible, deadLetterQueue.ApproximateNumberOfMessages);
    }
}
