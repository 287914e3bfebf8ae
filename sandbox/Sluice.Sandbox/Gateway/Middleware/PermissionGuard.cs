using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Gateway.Permissions;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Refuses what the policies do not allow the owner of a request's key, as the service that was asked does.</summary>
internal sealed class PermissionGuard(RequestDelegate next, Authority authority)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var key = SigningKey.Of(context.Request);
        if (authority.CallerOf(key, SigningKey.IsOfSession(context.Request)) is not { } caller)
        {
            await next(context);
            return;
        }

        var isSqs = FaultInjection.AwsService(context.Request) == SandboxService.Sqs;
        AwsOperation[] operations = isSqs
            ? [await SqsOperations.OfAsync(context.Request, Authority.Account, authority.Region)]
            : [.. S3Operations.Of(context.Request)];
        var refusal = operations.Select(operation => authority.Refusal(key, caller, operation)).FirstOrDefault(reason => reason is not null);
        if (refusal is null)
        {
            if (operations[0] is { Action: S3Operations.GetObject, Resource: var found } && authority.HidesMissing(key, caller, found) is { } hidden)
            {
                context.Features.Set(new HiddenAbsence(hidden));
            }

            await next(context);
        }
        else if (isSqs)
        {
            await SqsError.WriteAsync(context.Response, "AccessDeniedException", refusal);
        }
        else
        {
            await S3Error.WriteAsync(context.Response, StatusCodes.Status403Forbidden, "AccessDenied", refusal);
        }
    }
}
