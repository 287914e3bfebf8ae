using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Refuses what is signed with a key that is revoked or expired, in the words of the service that was asked.</summary>
internal sealed class AccessKeyGuard(RequestDelegate next, AccessKeys keys)
{
    private const string Unknown = "The security token included in the request is invalid.";
    private const string Expired = "The security token included in the request is expired";

    public Task InvokeAsync(HttpContext context)
    {
        var isSts = StsService.IsFor(context.Request);
        var service = FaultInjection.AwsService(context.Request);
        return (keys.Of(SigningKey.Of(context.Request), isSts ? null : service), isSts, service) switch
        {
            (AccessKeyState.Active, _, _) => next(context),
            (AccessKeyState.Revoked, true, _) =>
                StsAnswer.WriteErrorAsync(context.Response, StatusCodes.Status403Forbidden, "InvalidClientTokenId", Unknown),
            (_, true, _) => StsAnswer.WriteErrorAsync(context.Response, StatusCodes.Status403Forbidden, "ExpiredToken", Expired),
            (AccessKeyState.Revoked, _, SandboxService.Sqs) => RefuseSqsAsync(context.Response, "InvalidClientTokenId", Unknown),
            (_, _, SandboxService.Sqs) => RefuseSqsAsync(context.Response, "ExpiredToken", Expired),
            (AccessKeyState.Revoked, _, _) => RefuseS3Async(
                context, StatusCodes.Status403Forbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
            _ => RefuseS3Async(context, StatusCodes.Status400BadRequest, "ExpiredToken", "The provided token has expired."),
        };
    }

    private static Task RefuseSqsAsync(HttpResponse response, string code, string message)
    {
        response.StatusCode = StatusCodes.Status403Forbidden;
        response.ContentType = "application/x-amz-json-1.0";
        response.Headers["x-amzn-query-error"] = $"{code};Sender";
        return response.WriteAsync($$"""{"__type":"com.amazon.coral.service#{{code}}","message":"{{message}}"}""");
    }

    // A HEAD has no body to say why in (Amazon S3 API reference, Error responses).
    private static Task RefuseS3Async(HttpContext context, int status, string code, string message)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            return S3Error.WriteAsync(context.Response, status, code, message);
        }

        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
