using System.Net;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Sends messages to queues by ARN.</summary>
/// <param name="client">A client of the emulator that does not try again by itself.</param>
internal sealed class QueueSender(IAmazonSQS client) : IQueueSender, IDisposable
{
    private static readonly Dictionary<string, string> _dataTypes = new() { [DeadLetterAttributes.RetryAttempts] = "Number" };

    public async Task<DeliveryFailure?> SendAsync(
        string queueArn, string body, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SendMessageRequest(QueueUrl(queueArn), Acceptable(body))
            {
                MessageAttributes = attributes.ToDictionary(
                    pair => pair.Key,
                    pair => new MessageAttributeValue { DataType = _dataTypes.GetValueOrDefault(pair.Key, "String"), StringValue = pair.Value }),
            };
            await client.SendMessageAsync(request, cancellationToken);
            return null;
        }
        catch (AmazonServiceException e)
        {
            return FailureOf(e);
        }
        catch (HttpRequestException e)
        {
            return new(DeliveryFailure.ConnectionFailure, e.Message, IsRetryable: true);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// The emulator refuses characters beyond U+FFFF, such as emoji, which SQS takes. In a body of JSON their escapes mean the same.
    /// </summary>
    internal static string Acceptable(string body) =>
        body.Any(char.IsSurrogate) ? string.Concat(body.Select(c => char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : $"{c}")) : body;

    /// <summary>What SQS's answer means.</summary>
    internal static DeliveryFailure FailureOf(AmazonServiceException answer) => answer switch
    {
        QueueDoesNotExistException => new(DeliveryFailure.NoResource, answer.Message, IsRetryable: false),
        _ when answer.ErrorCode?.Contains("Throttl", StringComparison.Ordinal) == true || answer.StatusCode == HttpStatusCode.TooManyRequests =>
            new(DeliveryFailure.Throttling, answer.Message, IsRetryable: true),
        { StatusCode: >= HttpStatusCode.InternalServerError } => new(DeliveryFailure.ErrorFromTarget, answer.Message, IsRetryable: true),
        { StatusCode: HttpStatusCode.Forbidden } => new(DeliveryFailure.NoPermissions, answer.Message, IsRetryable: false),
        { StatusCode: >= HttpStatusCode.BadRequest } => new(DeliveryFailure.InvalidParameter, answer.Message, IsRetryable: false),
        _ => new(DeliveryFailure.ConnectionFailure, answer.Message, IsRetryable: true),
    };

    // The emulator finds a queue by the URL's last segment; the host is the client's endpoint.
    private string QueueUrl(string arn)
    {
        var parts = arn.Split(':');
        return $"{client.Config.ServiceURL.TrimEnd('/')}/{parts[4]}/{parts[5]}";
    }
}
