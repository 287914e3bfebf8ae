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
            (AccessKeyState.Revoked, _, SandboxService.Sqs) => SqsError.WriteAsync(context.Response, "InvalidClientTokenId", Unknown),
            (_, _, SandboxService.Sqs) => SqsError.WriteAsync(context.Response, "ExpiredToken", Expired),
            (AccessKeyState.Revoked, _, _) => S3Error.WriteAsync(
                context.Response, StatusCodes.Status403Forbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
            _ => S3Error.WriteAsync(context.Response, StatusCodes.Status400BadRequest, "ExpiredToken", "The provided token has expired."),
        };
    }
}
