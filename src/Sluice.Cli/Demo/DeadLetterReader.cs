using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Sandbox;

namespace Sluice.Cli.Demo;

/// <summary>Looks into the dead-letter queues and leaves the messages there.</summary>
internal sealed class DeadLetterReader(LocalCloud cloud, IAmazonSQS sqs)
{
    /// <summary>Tells the tracker about each object whose message is in a dead-letter queue.</summary>
    public async Task ReadAsync(LoadTracker tracker, CancellationToken cancellationToken)
    {
        foreach (var queue in cloud.DeadLetterQueues.Values)
        {
            // Each receive hides what it returns for long enough to see the rest of the queue.
            while (await ReceiveAsync(queue, cancellationToken) is { Count: > 0 } messages)
            {
                messages.ForEach(message => tracker.DeadLettered(ReasonOf(message), message.Body));
            }
        }
    }

    private async Task<List<Message>> ReceiveAsync(string queue, CancellationToken cancellationToken)
    {
        var response = await sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, VisibilityTimeout = 2, WaitTimeSeconds = 0, MessageAttributeNames = ["All"] },
            cancellationToken);
        return response.Messages ?? [];
    }

    private static string? ReasonOf(Message message) =>
        message.MessageAttributes is { } attributes && attributes.TryGetValue("ErrorCode", out var code) && attributes.TryGetValue("Reason", out var reason)
            ? $"{code.StringValue}: {reason.StringValue}"
            : null;
}
