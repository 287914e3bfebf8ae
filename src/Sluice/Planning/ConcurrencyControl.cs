using Microsoft.Extensions.Hosting;
using Sluice.Configuration;
using Sluice.Loading;
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

    private const int EnoughToScale = PipelineLimits.DepthToScale + 1;

    private readonly ConcurrencyRule _rule = new(settings.Pipeline.MinConcurrency, settings.Pipeline.MaxConcurrency);
    private readonly Lock _gate = new();
    private LoadedWork _done;
    private long _changedAt;

    /// <summary>
    /// Takes note of a batch that has ended: of what is in its table. What failed or went back is no work of which more workers could do more; and what began under another limit says nothing of this one.
    /// </summary>
    /// <param name="started">When it began, as a timestamp for measuring.</param>
    /// <param name="results">How it ended.</param>
    public void Did(long started, IReadOnlyList<LoadResult> results)
    {
        var loaded = results.Where(result => result.Outcome is LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded).Select(result => result.Request).ToList();
        lock (_gate)
        {
            if (loaded.Count > 0 && started >= _changedAt)
            {
                _done += new LoadedWork(1, FairShare.WorkOf(new LoadBatch(loaded)), time.GetElapsedTime(started));
            }
        }
    }

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
        var isBacklogged = slots.AreBusy && Waiting() > PipelineLimits.DepthToScale;
        var mayShrink = isBacklogged || slots.Limit > settings.Pipeline.MinConcurrency;
        var isStrained = mayShrink && ConcurrencySample.Strains(await health.AskAsync(cancellationToken));
        lock (_gate)
        {
            var limit = _rule.Next(new ConcurrencySample(isBacklogged, _done, isStrained));
            _done = default;
            if (limit != slots.Limit)
            {
                (slots.Limit, _changedAt) = (limit, time.GetTimestamp());
            }
        }
    }

    /// <summary>What waits in hand and in the queues. What SQS said of them may be a minute old, or nothing where it may not be asked: a receive that comes back full tells too.</summary>
    private int Waiting()
    {
        var known = settings.Topology.Domains.Select(queues.Of).OfType<QueueDepth>().Sum(depth => depth.Waiting);
        return source.Count + Math.Max(known, source.IsMoreExpected ? EnoughToScale : 0);
    }
}
