using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Telemetry;

namespace Sluice.Cli.Hosting;

/// <summary>Says where the agent is reached, once it is.</summary>
internal sealed class AddressLog(Listeners listeners, ILogger<AddressLog> logger) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (listeners.Monitoring is { } monitoring)
        {
            PipelineLog.MonitoringAddress(logger, monitoring.Url);
        }

        if (listeners.Console is { } console)
        {
            PipelineLog.ConsoleAddress(logger, console.Url);
        }

        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
