using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sluice.Sandbox.Gateway;

namespace Sluice.Tests.Operating.DeadLetters;

/// <summary>An HTTP server on loopback that speaks SQS's JSON protocol, for operations that the emulator does not have.</summary>
internal sealed class SqsServer : IAsyncDisposable
{
    private readonly WebApplication _server = LoopbackHost.Build(0);
    private readonly ConcurrentQueue<(string Operation, JsonElement Body)> _calls = new();

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<(string Operation, JsonElement Body)> Calls => [.. _calls];

    /// <summary>Answers: JSON, or the error's code behind an exclamation mark.</summary>
    public required Func<string, JsonElement, string> Answer { get; init; }

    public async Task<Uri> StartAsync()
    {
        _server.Run(HandleAsync);
        await _server.StartAsync();
        return LoopbackHost.EndpointOf(_server);
    }

    public async ValueTask DisposeAsync() => await LoopbackHost.StopAsync(_server);

    private async Task HandleAsync(HttpContext context)
    {
        var operation = $"{context.Request.Headers["X-Amz-Target"]}".Split('.')[^1];
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        _calls.Enqueue((operation, body.RootElement.Clone()));
        var answer = Answer(operation, body.RootElement);
        context.Response.ContentType = "application/x-amz-json-1.0";
        if (answer.StartsWith('!'))
        {
            context.Response.StatusCode = answer.Contains("Denied", StringComparison.Ordinal) ? 403 : 400;
            answer = $$"""{"__type":"com.amazonaws.sqs#{{answer[1..]}}","message":"told to"}""";
        }

        await context.Response.WriteAsync(answer);
    }
}
