using Microsoft.Extensions.Hosting;
using Sluice.Topology;

namespace Sluice.Telemetry.Emf;

/// <summary>Tells CloudWatch once a minute how each domain is doing (R10), and once more when the agent stops.</summary>
internal sealed class EmfWriter(EmfCollector collector, EmfDocument document, IEmfOutput output, PipelineTopology topology, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1), _lastSend = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var sending = output.RunAsync(giveUp.Token);
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            Write();
        }

        output.Complete();
        giveUp.CancelAfter(_lastSend);
        await sending;
    }

    private void Write()
    {
        var (minutes, now) = (collector.Take(), time.GetUtcNow());
        foreach (var line in topology.Domains.SelectMany(domain => document.LinesOf(domain.Name, minutes[domain], now)))
        {
            output.Write(line);
        }
    }
}
