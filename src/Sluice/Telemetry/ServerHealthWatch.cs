using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;

namespace Sluice.Telemetry;

/// <summary>Asks ClickHouse each half minute how it is doing, and more often when somebody wants to know. What it does not say is not known; loading does without.</summary>
internal sealed class ServerHealthWatch(ServerHealthReader reader, TimeProvider time, ILogger<ServerHealthWatch> logger) : BackgroundService
{
    /// <summary>From one question to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _unknown = [];
    private readonly SemaphoreSlim _asking = new(1, 1);
    private volatile ServerHealth _last = new();

    /// <summary>What it said last.</summary>
    public ServerHealth Last => _last;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await AskAsync(stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    /// <summary>Asks at once.</summary>
    public async Task<ServerHealth> AskAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            var load = await AskAsync("system.metrics", reader.LoadAsync, cancellationToken);
            return _last = new ServerHealth
            {
                Load = load,
                Limits = load is null ? null : await AskAsync("system.server_settings", reader.LimitsAsync, cancellationToken),
                Parts = await AskAsync("system.parts", reader.PartsAsync, cancellationToken),
            };
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _asking.Dispose();
        base.Dispose();
    }

    private async Task<T?> AskAsync<T>(string table, Func<CancellationToken, Task<T>> ask, CancellationToken stopping)
        where T : class
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        try
        {
            var answer = await ask(either.Token);
            _unknown.Remove(table);
            return answer;
        }
#pragma warning disable CA1031 // Whatever keeps the server from answering: loading goes on
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (_unknown.Add(table))
            {
                TelemetryLog.ServerHealthUnknown(logger, table, FailureClassifier.Classify(e).Reason);
            }

            return null;
        }
    }
}
