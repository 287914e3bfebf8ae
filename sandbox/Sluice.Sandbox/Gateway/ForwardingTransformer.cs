using System.Net;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Gateway.Permissions;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Gateway;

/// <summary>One request on its way: its target stays byte for byte, and an object that it created is reported before its answer.</summary>
internal sealed class ForwardingTransformer(EmulatorClient emulator, string rawTarget, CreationWatch? watch) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        // The Host header stays too: the emulator makes its queue URLs from it, so they lead through the gateway.
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = emulator.At(rawTarget);
        proxyRequest.Headers.ExpectContinue = null;
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (watch is not null && proxyResponse is not null)
        {
            // The object is there, so its event must come even when the client has gone.
            await watch.ReportAsync(proxyResponse, CancellationToken.None);
        }

        if (httpContext.Features.Get<HiddenAbsence>() is { } hidden && proxyResponse is not null && await IsMissingObjectAsync(proxyResponse, cancellationToken))
        {
            await S3Error.WriteAsync(httpContext.Response, StatusCodes.Status403Forbidden, "AccessDenied", hidden.Reason);
            return false;
        }

        return await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    // That there is no such bucket everybody may know, if the answer has a body to say it in.
    private static async Task<bool> IsMissingObjectAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            return false;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        return !(await response.Content.ReadAsStringAsync(cancellationToken)).Contains("NoSuchBucket", StringComparison.Ordinal);
    }
}
