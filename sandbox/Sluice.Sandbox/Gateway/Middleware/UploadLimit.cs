using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Emulator;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Answers a body that the emulator would not take, as S3 answers one above its own limit.</summary>
internal sealed class UploadLimit(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => context.Request.ContentLength > FauxqsProcess.MaxBodyBytes
        ? S3Error.WriteAsync(
            context.Response,
            StatusCodes.Status400BadRequest,
            "EntityTooLarge",
            $"The sandbox takes at most {FauxqsProcess.MaxBodyBytes} bytes in one request: upload in parts.")
        : next(context);
}
