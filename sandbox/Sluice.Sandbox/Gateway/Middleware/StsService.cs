using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>
/// As much of STS as the agent asks: whose its credentials are, and a role's credentials, for which it looks neither at a web identity's token nor at a policy.
/// </summary>
/// <param name="next">Takes what is not for STS.</param>
/// <param name="account">AWS account of the sandbox.</param>
/// <param name="agent">Name of the agent's user and role.</param>
/// <param name="time">The clock.</param>
internal sealed class StsService(RequestDelegate next, string account, string agent, TimeProvider time)
{
    private const string SessionTokenHeader = "X-Amz-Security-Token";
    private static readonly TimeSpan _session = TimeSpan.FromHours(1);

    /// <summary>Whether the request is in STS's protocol: S3 takes no such form at the root, SQS is asked in JSON.</summary>
    public static bool IsFor(HttpRequest request) =>
        request.Method == HttpMethods.Post && request.Path == "/"
        && request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsFor(context.Request))
        {
            await next(context);
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var role = $"arn:aws:sts::{account}:assumed-role/{agent}/sluice";
        switch (form["Action"])
        {
            case "GetCallerIdentity":
                var isSession = context.Request.Headers.ContainsKey(SessionTokenHeader);
                await StsAnswer.WriteIdentityAsync(
                    context.Response, isSession ? role : $"arn:aws:iam::{account}:user/{agent}", SigningKey.Of(context.Request), account);
                break;
            case "AssumeRoleWithWebIdentity" or "AssumeRole":
                await StsAnswer.WriteSessionAsync(
                    context.Response,
                    $"{form["Action"]}",
                    role,
                    $"ASIA{RandomNumberGenerator.GetHexString(16)}",
                    RandomSecret.Create(),
                    RandomSecret.Create(),
                    time.GetUtcNow() + _session);
                break;
            default:
                await StsAnswer.WriteErrorAsync(
                    context.Response, StatusCodes.Status400BadRequest, "InvalidAction", "The sandbox's STS knows GetCallerIdentity, AssumeRole and AssumeRoleWithWebIdentity.");
                break;
        }
    }
}
