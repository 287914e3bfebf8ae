using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>The queues, past every fault.</summary>
internal sealed class Queues(LocalCloud cloud) : IDisposable
{
    // What comes back more often is not there for a fault's sake.
    private const int MostRedrives = 30;

    private static readonly List<string> _all = ["All"];

    private readonly Dictionary<string, int> _redrives = [];

    /// <summary>The client.</summary>
    public IAmazonSQS Client { get; } = cloud.CreateSqsClient();

    public void Dispose() => Client.Dispose();

    /// <summary>How many messages there are.</summary>
    public async Task<QueueDepth> DepthAsync(CancellationToken cancellationToken)
    {
        var loads = await Task.WhenAll(cloud.Queues.Values.Select(url => AttributesAsync(url, cancellationToken)));
        var dead = await Task.WhenAll(cloud.DeadLetterQueues.Values.Select(url => AttributesAsync(url, cancellationToken)));
        return new QueueDepth(
            loads.Sum(queue => queue.ApproximateNumberOfMessages),
            loads.Sum(queue => queue.ApproximateNumberOfMessagesNotVisible + queue.ApproximateNumberOfMessagesDelayed),
            dead.Sum(queue => queue.ApproximateNumberOfMessages + queue.ApproximateNumberOfMessagesNotVisible));
    }

    /// <summary>Takes the dead letters out: key and entity tag of each.</summary>
    public async Task<IReadOnlyList<(string Key, string ETag)>> TakeDeadLettersAsync(CancellationToken cancellationToken)
    {
        var letters = new List<(string, string)>();
        foreach (var url in cloud.DeadLetterQueues.Values)
        {
            while ((await Client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 }, cancellationToken)).Messages is { Count: > 0 } messages)
            {
                letters.AddRange(messages.Select(message => Identity(message.Body)));
            }
        }

        return letters;
    }

    /// <summary>Moves dead letters back to their queues, as an operator does when the cause is gone: with so many faults, three attempts are soon spent.</summary>
    public async Task RedriveAsync(CancellationToken cancellationToken)
    {
        foreach (var (domain, url) in cloud.DeadLetterQueues)
        {
            foreach (var message in (await Client.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10 }, cancellationToken)).Messages ?? [])
            {
                if ((_redrives[message.Body] = _redrives.GetValueOrDefault(message.Body) + 1) <= MostRedrives)
                {
                    await Client.SendMessageAsync(cloud.Queues[domain], message.Body, cancellationToken);
                    await Client.DeleteMessageAsync(url, message.ReceiptHandle, cancellationToken);
                }
                else
                {
                    await Client.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0, cancellationToken);
                }
            }
        }
    }

    /// <summary>How many dead letters were moved back.</summary>
    public int Redriven => _redrives.Values.Sum(times => Math.Min(times, MostRedrives));

    private Task<GetQueueAttributesResponse> AttributesAsync(string url, CancellationToken cancellationToken) =>
        Client.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, _all), cancellationToken);

    private static (string Key, string ETag) Identity(string body)
    {
        var message = JsonDocument.Parse(body).RootElement;
        return (Text(message, "key"), Text(message, "etag"));
    }

    private static string Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
