using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Emulator;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>Answers a body that the emulator would not take, as S3 answers one above its own limit.</summary>
internal sealed class UploadLimit(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        return context.Request.ContentLength > FauxqsProcess.MaxBodyBytes
            ? RefuseAsync(context.Response)
            : next(context);
    }

    private static Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/xml";
        return response.WriteAsync(
            $"""
             <?xml version="1.0" encoding="UTF-8"?>
             <Error><Code>EntityTooLarge</Code><Message>The sandbox takes at most {FauxqsProcess.MaxBodyBytes} bytes in one request: upload in parts.</Message><MaxSizeAllowed>{FauxqsProcess.MaxBodyBytes}</MaxSizeAllowed></Error>
             """);
    }
}
