using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Gateway;

namespace Sluice.IntegrationTests.Hosting;

/// <summary>Stands in for an OpenTelemetry collector: takes OTLP over HTTP and keeps it. What is text in Protobuf stands there as it is.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StringBuilder> _received = new();
    private readonly WebApplication _server = LoopbackHost.Build(0);

    public Uri Endpoint => LoopbackHost.EndpointOf(_server);

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        collector._server.Run(collector.TakeAsync);
        await collector._server.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>What came to a path.</summary>
    public string At(string path)
    {
        var received = _received.GetOrAdd(path, _ => new StringBuilder());
        lock (received)
        {
            return received.ToString();
        }
    }

    public async ValueTask DisposeAsync() => await LoopbackHost.StopAsync(_server);

    private async Task TakeAsync(HttpContext context)
    {
        await using Stream body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        using var reader = new StreamReader(body, Encoding.Latin1);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var received = _received.GetOrAdd($"{context.Request.Path} {context.Request.ContentType}", _ => new StringBuilder());
        lock (received)
        {
            received.Append(text);
        }
    }
}
