using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>Tells the action of an SQS request in the JSON protocol, the only one that the emulator takes (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html).</summary>
internal static class SqsOperations
{
    private const string TargetHeader = "X-Amz-Target";
    private const string Batch = "Batch";
    private const string Service = "sqs";

    private static readonly HashSet<string> _known =
    [
        "AddPermission", "CancelMessageMoveTask", "ChangeMessageVisibility", "CreateQueue", "DeleteMessage", "DeleteQueue", "GetQueueAttributes", "GetQueueUrl",
        "ListDeadLetterSourceQueues", "ListMessageMoveTasks", "ListQueueTags", "ListQueues", "PurgeQueue", "ReceiveMessage", "RemovePermission", "SendMessage",
        "SetQueueAttributes", "StartMessageMoveTask", "TagQueue", "UntagQueue",
    ];

    /// <summary>The operation, whose body is read and left to be forwarded.</summary>
    public static async Task<AwsOperation> OfAsync(HttpRequest request, string account, string region)
    {
        var asked = $"{request.Headers[TargetHeader]}".Split('.')[^1];

        // Policies have no actions for batches: each is the single one many times.
        var name = asked.EndsWith(Batch, StringComparison.Ordinal) ? asked[..^Batch.Length] : asked;
        var resource = Arn(await BodyAsync(request), account, region);
        return _known.Contains(name) ? new($"{Service}:{name}", resource) : AwsOperation.Unknown(Service, name, resource);
    }

    private static string Arn(JsonElement body, string account, string region)
    {
        if (Text(body, "QueueUrl") is { } url && url.TrimEnd('/').Split('/') is [.., var owner, var queue])
        {
            return $"arn:aws:sqs:{region}:{owner}:{queue}";
        }

        return Text(body, "SourceArn") ?? $"arn:aws:sqs:{region}:{account}:{Text(body, "QueueName") ?? "*"}";
    }

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<JsonElement> BodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // About no queue; the emulator says what is wrong with it, if the caller gets that far.
            return default;
        }
        finally
        {
            request.Body.Position = 0;
        }
    }
}
