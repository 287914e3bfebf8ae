using System.Security;
using Microsoft.AspNetCore.Http;

namespace Sluice.Sandbox.Gateway;

/// <summary>An error answer as S3 writes it (Amazon S3 API reference, Error responses).</summary>
internal static class S3Error
{
    /// <summary>Answers; a HEAD has no body to say why in.</summary>
    public static Task WriteAsync(HttpResponse response, int status, string code, string message)
    {
        response.StatusCode = status;
        if (HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            return Task.CompletedTask;
        }

        response.ContentType = "application/xml";
        return response.WriteAsync(
            $"""
             <?xml version="1.0" encoding="UTF-8"?>
             <Error><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>
             """);
    }
}
