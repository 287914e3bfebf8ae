using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Gateway.Middleware;

/// <summary>The end of the pipeline: forwards to the emulator and watches for objects being created.</summary>
internal sealed class EmulatorForwarding(IHttpForwarder forwarder, EmulatorClient emulator, IObjectCreationSink sink)
{
    private const string SqsTargetHeader = "X-Amz-Target";
    private const string CopySourceHeader = "x-amz-copy-source";

    public async Task InvokeAsync(HttpContext context)
    {
        var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        CreationWatch? watch = null;
        if (context.Request.Headers.ContainsKey(SqsTargetHeader))
        {
            // Some SDKs post to the queue's URL instead of the endpoint; SQS takes both, the emulator the latter.
            rawTarget = "/";
        }
        else
        {
            watch = await WatchAsync(context.Request, rawTarget, context.RequestAborted);
        }

        await forwarder.SendAsync(
            context,
            emulator.Endpoint.OriginalString,
            emulator.Invoker,
            ForwarderRequestConfig.Empty,
            new ForwardingTransformer(emulator, rawTarget, watch),
            context.RequestAborted);
    }

    private async Task<CreationWatch?> WatchAsync(HttpRequest request, string rawTarget, CancellationToken cancellationToken)
    {
        var s3 = S3Request.Parse(request.Method, rawTarget);
        var reason = s3.CreationReason(request.Headers.ContainsKey(CopySourceHeader), request.ContentType);
        if (reason is null || !sink.Wants(s3.Bucket))
        {
            return null;
        }

        var key = s3.Key.Length > 0 ? s3.Key : await PostForm.ReadKeyAsync(request, cancellationToken);
        return string.IsNullOrEmpty(key) ? null : new CreationWatch(emulator, sink, s3, key, reason.Value);
    }
}
