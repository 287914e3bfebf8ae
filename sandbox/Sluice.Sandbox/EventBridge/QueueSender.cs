using Amazon.SQS;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Sends messages to queues by ARN. The client tries a failed send again a few times.</summary>
/// <param name="client">A client of the emulator.</param>
internal sealed class QueueSender(IAmazonSQS client) : IQueueSender, IDisposable
{
    public Task SendAsync(string queueArn, string body, CancellationToken cancellationToken) =>
        client.SendMessageAsync(QueueUrl(queueArn), body, cancellationToken);

    public void Dispose() => client.Dispose();

    // The emulator finds a queue by the URL's last segment; the host is the client's endpoint.
    private string QueueUrl(string arn)
    {
        var parts = arn.Split(':');
        return $"{client.Config.ServiceURL.TrimEnd('/')}/{parts[4]}/{parts[5]}";
    }
}
