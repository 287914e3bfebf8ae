using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Receives messages of one domain by long poll (R3).</summary>
internal sealed class MessageReceiver(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings, TimeProvider time)
{
    private static readonly List<string> _attributes =
        [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp];

    /// <summary>One long poll.</summary>
    /// <param name="domain">Domain whose queue is polled.</param>
    /// <param name="room">Messages there is room for, at least 1.</param>
    /// <returns>The deliveries; none when nothing came within the poll.</returns>
    /// <remarks>
    /// Takes no cancellation token: SQS may already have hidden a message for a poll that the client gives up, and it would stay
    /// hidden for the whole visibility timeout. A poll ends by itself within <see cref="PipelineOptions.LongPoll"/>.
    /// </remarks>
    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(Domain domain, int room)
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = urls.Queue(domain),
            MaxNumberOfMessages = Math.Min(room, domain.MessagesPerReceive),
            WaitTimeSeconds = (int)settings.Pipeline.LongPoll.TotalSeconds,
            VisibilityTimeout = (int)settings.Topology.VisibilityTimeout.TotalSeconds,
            MessageSystemAttributeNames = _attributes,
        };
        var response = await sqs.ReceiveMessageAsync(request, CancellationToken.None);
        var receivedAt = time.GetUtcNow();
        return [.. (response.Messages ?? []).Select(message => ToDelivery(domain, message, receivedAt))];
    }

    private static Delivery ToDelivery(Domain domain, Message message, DateTimeOffset receivedAt) => new(
        domain,
        message.MessageId,
        message.ReceiptHandle,
        message.Body ?? "",
        (int)(Number(message, MessageSystemAttributeName.ApproximateReceiveCount) ?? 1),
        Number(message, MessageSystemAttributeName.SentTimestamp) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
        receivedAt);

    private static long? Number(Message message, string attribute) =>
        message.Attributes is { } attributes
        && attributes.TryGetValue(attribute, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
