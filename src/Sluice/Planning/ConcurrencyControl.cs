using Microsoft.Extensions.Hosting;
using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>Sets each few seconds how many loads may run at once, by <see cref="ConcurrencyRule"/>. ClickHouse is only asked while there is something to decide.</summary>
internal sealed class ConcurrencyControl(
    WorkerSlots slots, BatchSource source, QueueTally queues, ServerHealthWatch health, SluiceSettings settings, TimeProvider time) : BackgroundService
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrencyRule _rule = new(settings.Pipeline.MinConcurrency, settings.Pipeline.MaxConcurrency);
    private long _work;

    /// <summary>Takes note of work that was done.</summary>
    public void Did(LoadBatch batch) => Interlocked.Add(ref _work, FairShare.WorkOf(batch));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    /// <summary>Looks once.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var perSecond = Interlocked.Exchange(ref _work, 0) / Interval.TotalSeconds;
        var isBacklogged = slots.AreBusy && Waiting() > PipelineLimits.DepthToScale;
        if (!isBacklogged && slots.Limit == settings.Pipeline.MinConcurrency)
        {
            return;
        }

        slots.Limit = _rule.Next(new ConcurrencySample(isBacklogged, perSecond, ConcurrencySample.Strains(await health.AskAsync(cancellationToken))));
    }

    /// <summary>What waits in hand and, as far as it is known, in the queues. Where SQS may not be asked, receives that come back full tell.</summary>
    private int Waiting()
    {
        var depths = settings.Topology.Domains.Select(queues.Of).OfType<QueueDepth>().ToList();
        var inQueues = depths.Count > 0 ? depths.Sum(depth => depth.Waiting) : source.IsMoreExpected ? PipelineLimits.DepthToScale : 0;
        return source.Count + inQueues;
    }
}
