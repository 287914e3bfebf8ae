using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Refuses to write an object's tags, ACL and the like: the emulator would take them for the object itself.</summary>
internal sealed class SubresourceGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return S3Request.Parse(context.Request.Method, rawTarget).IsSubresourceWrite
            ? S3Error.WriteAsync(
                context.Response,
                StatusCodes.Status501NotImplemented,
                "NotImplemented",
                "The sandbox keeps objects only, without tags, ACLs, retention or encryption settings.")
            : next(context);
    }
}
