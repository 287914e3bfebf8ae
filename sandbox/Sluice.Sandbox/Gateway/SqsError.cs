using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Sluice.Sandbox.Gateway;

/// <summary>A refusal as SQS writes it in the JSON protocol (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html).</summary>
internal static class SqsError
{
    public static Task WriteAsync(HttpResponse response, string code, string message)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "application/x-amz-json-1.0";
        response.Headers["x-amzn-query-error"] = $"{code};Sender";
        return response.WriteAsync($$"""{"__type":"com.amazon.coral.service#{{code}}","message":{{JsonSerializer.Serialize(message)}}}""");
    }
}
