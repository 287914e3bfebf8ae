using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Sandbox.Gateway;

namespace Sluice.Sandbox.Faults;

/// <summary>Hands those requests to a fault that the injector names.</summary>
internal sealed class FaultInjection(FaultInjector injector, Func<HttpRequest, SandboxService> service)
{
    private const string SqsTargetHeader = "X-Amz-Target";
    private const int MaxStatementChars = 1024 * 1024;

    public static SandboxService AwsService(HttpRequest request) =>
        request.Headers.ContainsKey(SqsTargetHeader) ? SandboxService.Sqs : SandboxService.S3;

    /// <summary>SQS's operation, or S3's method.</summary>
    public static string OperationOf(HttpRequest request) =>
        AwsService(request) == SandboxService.Sqs ? $"{request.Headers[SqsTargetHeader]}".Split('.')[^1] : request.Method;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (injector.Decide is not { } decide)
        {
            await next(context);
            return;
        }

        var request = await ReadAsync(context.Request);
        if (decide(request) is not { } fault)
        {
            await next(context);
            return;
        }

        try
        {
            await fault.InjectAsync(new FaultyCall(request, context, next));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client did not wait for the end of the fault.
        }
    }

    private async Task<SandboxRequest> ReadAsync(HttpRequest request)
    {
        var asked = service(request);
        var operation = asked == SandboxService.Sqs ? $"{request.Headers[SqsTargetHeader]}".Split('.')[^1] : request.Method;
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new SandboxRequest(asked, operation, target, SigningKey.Of(request), asked == SandboxService.S3 ? "" : await BodyAsync(request));
    }

    private static async Task<string> BodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        var isCompressed = request.Headers.ContentEncoding.Contains("gzip");
        Stream body = isCompressed ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : request.Body;
        using var reader = new StreamReader(body, Encoding.UTF8, leaveOpen: !isCompressed);
        var characters = new char[MaxStatementChars];
        var length = await reader.ReadBlockAsync(characters, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return new string(characters, 0, length);
    }
}
