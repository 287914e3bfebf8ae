using Amazon.SQS;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Sends messages to queues by ARN. The client tries a failed send again a few times.</summary>
/// <param name="client">A client of the emulator.</param>
internal sealed class QueueSender(IAmazonSQS client) : IQueueSender, IDisposable
{
    public Task SendAsync(string queueArn, string body, CancellationToken cancellationToken) =>
        client.SendMessageAsync(QueueUrl(queueArn), Acceptable(body), cancellationToken);

    public void Dispose() => client.Dispose();

    /// <summary>
    /// The emulator refuses characters beyond U+FFFF, such as emoji, which SQS takes. In a body of JSON their escapes mean the same.
    /// </summary>
    internal static string Acceptable(string body) =>
        body.Any(char.IsSurrogate) ? string.Concat(body.Select(c => char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : $"{c}")) : body;

    // The emulator finds a queue by the URL's last segment; the host is the client's endpoint.
    private string QueueUrl(string arn)
    {
        var parts = arn.Split(':');
        return $"{client.Config.ServiceURL.TrimEnd('/')}/{parts[4]}/{parts[5]}";
    }
}
