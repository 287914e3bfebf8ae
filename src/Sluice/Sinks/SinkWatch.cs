using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Failures;

namespace Sluice.Sinks;

/// <summary>Whether ClickHouse, S3 and the credentials work: a breaker for each. A fault of a single table stops nobody else.</summary>
internal sealed class SinkWatch : BackgroundService
{
    private readonly FrozenDictionary<Sink, SinkBreaker> _breakers;

    public SinkWatch(SinkProbe probe, TimeProvider time, ILogger<SinkWatch> logger) => _breakers = new Dictionary<Sink, SinkBreaker>
    {
        [Sink.ClickHouse] = new(Sink.ClickHouse, probe.ClickHouseAsync, time, logger),
        [Sink.S3] = new(Sink.S3, probe.S3Async, time, logger),
        [Sink.Credentials] = new(Sink.Credentials, probe.CredentialsAsync, time, logger),
    }.ToFrozenDictionary();

    /// <summary>Told when a breaker was opened or closed. It neither waits nor throws.</summary>
    public event Action Changed
    {
        add => Array.ForEach([.. _breakers.Values], breaker => breaker.Changed += value);
        remove => Array.ForEach([.. _breakers.Values], breaker => breaker.Changed -= value);
    }

    /// <summary>Each sink, and whether its breaker is open.</summary>
    public IEnumerable<(Sink Sink, bool IsOpen)> States => _breakers.Select(each => (each.Key, each.Value.IsOpen));

    private bool IsAnyOpen => _breakers.Values.Any(breaker => breaker.IsOpen);

    /// <summary>What does not work, each with the reason.</summary>
    public IReadOnlyDictionary<Sink, Failure> Open =>
        _breakers.Select(each => (Sink: each.Key, each.Value.Failure)).Where(each => each.Failure is not null).ToDictionary(each => each.Sink, each => each.Failure!);

    /// <summary>Takes note of a failure; one that is not a sink's changes nothing.</summary>
    public void Report(Failure failure)
    {
        if (failure.Sink is { } sink && _breakers.TryGetValue(sink, out var breaker))
        {
            breaker.Open(failure);
        }
    }

    /// <summary>Ends when all of them work.</summary>
    public async Task WhenAllWorkAsync(CancellationToken cancellationToken)
    {
        while (IsAnyOpen)
        {
            foreach (var breaker in _breakers.Values)
            {
                await breaker.WhenClosedAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_breakers.Values.Select(breaker => breaker.RunAsync(stoppingToken)));
}
