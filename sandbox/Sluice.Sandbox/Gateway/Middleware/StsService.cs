using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Gateway.Permissions;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>
/// As much of STS as the agent asks: whose its credentials are, and credentials of a role, which is always the agent's: it looks neither at a web identity's token nor at a policy.
/// </summary>
/// <param name="next">Takes what is not for STS.</param>
/// <param name="authority">Tells whose a key is.</param>
/// <param name="keys">Takes the keys that are given to the agent's role.</param>
/// <param name="time">The clock.</param>
internal sealed class StsService(RequestDelegate next, Authority authority, AccessKeys keys, TimeProvider time)
{
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
        switch (form["Action"])
        {
            case "GetCallerIdentity":
                var key = SigningKey.Of(context.Request);
                var caller = authority.CallerOf(key, SigningKey.IsOfSession(context.Request));
                await StsAnswer.WriteIdentityAsync(
                    context.Response, caller?.Arn ?? $"arn:aws:iam::{Authority.Account}:root", key, Authority.Account);
                break;
            case "AssumeRoleWithWebIdentity" or "AssumeRole":
                var given = $"ASIA{RandomNumberGenerator.GetHexString(16)}";
                keys.Assign(given, SandboxIdentity.Agent);
                await StsAnswer.WriteSessionAsync(
                    context.Response,
                    $"{form["Action"]}",
                    authority.CallerOf(given, isSession: true)!.Arn,
                    given,
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
