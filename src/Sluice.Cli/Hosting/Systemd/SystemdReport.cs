using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Sluice.Cli.Hosting.Systemd;

/// <summary>
/// Tells systemd that the agent is ready, that it lives, and that it stops. Ready is when the ledger answered and every loop runs, however long ClickHouse takes. A sign of life is given twice in
/// the watchdog's time, and only while the loops live, so that systemd restarts an agent that hangs.
/// </summary>
/// <param name="socket">The service manager.</param>
/// <param name="watchdog">How long it waits for a sign of life, or null.</param>
/// <param name="start">Ends when the agent is ready.</param>
/// <param name="loops">Judges whether the loops live. Made late, because it looks at every hosted service, of which this is one.</param>
/// <param name="lifetime">Says when the agent stops.</param>
/// <param name="time">The clock.</param>
internal sealed class SystemdReport(
    NotifySocket socket, TimeSpan? watchdog, PipelineStart start, Func<IHealthCheck> loops, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        using var _ = lifetime.ApplicationStopping.Register(() => socket.Tell("STOPPING=1\nSTATUS=Loads in hand finish"));
        socket.Tell("STATUS=Waits until the ledger in ClickHouse can be asked");
        try
        {
            await start.WhenDone.WaitAsync(stopping.Token);
            socket.Tell("READY=1\nSTATUS=Receives and loads");
            if (watchdog is { } limit)
            {
                await GiveSignsOfLifeAsync(limit / 2, stopping.Token);
            }

            // Kept registered until the agent stops.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The callback has told it.
        }
    }

    private async Task GiveSignsOfLifeAsync(TimeSpan interval, CancellationToken stopping)
    {
        var check = loops();
        using var timer = new PeriodicTimer(interval, time);
        do
        {
            var health = await check.CheckHealthAsync(new HealthCheckContext(), stopping);
            socket.Tell(health.Status == HealthStatus.Healthy ? "WATCHDOG=1" : $"STATUS={health.Description}");
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
