using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Drops staging tables that an attempt left behind because it died, or because ClickHouse could not be reached when it tidied up.</summary>
internal sealed class StagingJanitor(StagingTables staging, SluiceSettings settings, TimeProvider time, ILogger<StagingJanitor> logger) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Topology.VisibilityTimeout / 2, time);
        do
        {
            await DropAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task DropAsync(CancellationToken stopping)
    {
        try
        {
            if (await staging.DropAbandonedAsync(stopping) is > 0 and var dropped)
            {
                PipelineLog.StagingDropped(logger, dropped);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            PipelineLog.StagingNotSeen(logger, e.Message);
        }
    }
}
