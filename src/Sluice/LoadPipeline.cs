using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Sinks;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice;

/// <summary>
/// The agent: Receive → Admit → Plan → Load → Settle. One receive loop per domain; what they bring gathers in <see cref="BatchSource"/>, and each free worker takes the next batch from there. No more is in hand
/// than the domain's <see cref="Room"/> has let in.
/// </summary>
internal sealed class LoadPipeline(
    ReceiveLoop receiveLoop,
    LoadLedger ledger,
    Admitter admitter,
    ObjectTraces traces,
    BatchSource batches,
    WorkerSlots slots,
    MemoryBudget memory,
    ConcurrencyControl concurrency,
    Loader loader,
    Settlement settlement,
    LeaseKeeper leases,
    SinkWatch sinks,
    PipelineStart start,
    SluiceSettings settings,
    TimeProvider time,
    ILogger<LoadPipeline> logger) : BackgroundService
{
    private static readonly TimeSpan _giveUpGrace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _giveUp = new();
    private readonly RunningTasks _loading = new();
    private readonly RunningTasks _waiting = new();
    private readonly BatchLimits _limits = BatchLimits.Of(settings);

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        PipelineLog.AgentStopping(logger);

        // The host cancels when the shutdown timeout has passed. Loads are then given up, which takes a moment: the server must end the
        // query and SQS take the message back.
        using var registration = cancellationToken.Register(GiveUp);
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is { } running)
        {
            await Task.WhenAny(running, Task.Delay(_giveUpGrace, time, CancellationToken.None));
        }

        PipelineLog.AgentStopped(logger);
    }

    private void GiveUp()
    {
        PipelineLog.LoadsGivenUp(logger, settings.Pipeline.ShutdownTimeout);
        _giveUp.Cancel();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _giveUp.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var domains = settings.Topology.Domains;
        PipelineLog.AgentStarted(
            logger,
            AgentVersion.Text,
            settings.Topology.Bucket,
            settings.ClickHouse.ToString(),
            string.Join(", ", domains.Select(domain => $"{domain.Name} ({domain.Priority})")));

        await PrepareLedgerAsync(stoppingToken);

        // What every worker can take next, so that a domain that is alone keeps them all at work.
        var rooms = domains.ToFrozenDictionary(domain => domain, domain => new Room(() => Math.Max(domain.MessagesPerReceive, (slots.Limit + 1) * _limits.Objects)));

        // If one loop fails the others stop too, and with them the agent: half an agent would look like a whole one.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var drain = stop.Token.Register(batches.Drain);
        var dispatcher = OrStopAsync(DispatchAsync(rooms, stop), stop);
        var receivers = domains
            .Select(domain => OrStopAsync(
                receiveLoop.RunAsync(domain, rooms[domain], (deliveries, isFull) => AcceptAsync(domain, deliveries, isFull, rooms[domain]), stop.Token), stop))
            .ToList();

        start.Done();
        await Task.WhenAll(receivers).ContinueWith(_ => batches.Complete(), TaskScheduler.Default);
        await Task.WhenAll([dispatcher, .. receivers]);
        await _waiting.WhenAllAsync();
    }

    private static async Task OrStopAsync(Task loop, CancellationTokenSource stop)
    {
        try
        {
            await loop;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    /// <summary>Nothing is received before the ledger can be asked.</summary>
    private async Task PrepareLedgerAsync(CancellationToken stopping)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await ledger.PrepareAsync(stopping);
                PipelineLog.LedgerReady(logger, settings.Ledger.Database);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                PipelineLog.LedgerNotReady(logger, GrowingPause.After(failures), FailureClassifier.Classify(e).Reason);
                await Task.Delay(GrowingPause.After(failures), time, stopping);
            }
        }
    }

    /// <summary>Admit and Plan: what one receive brought joins what waits; what cannot be admitted is settled at once.</summary>
    private async Task AcceptAsync(Domain domain, IReadOnlyList<Delivery> deliveries, bool isFull, Room room)
    {
        var admissions = deliveries.SelectMany(delivery => traces.Admit(delivery, admitter.Admit)).ToList();
        var admitted = admissions.OfType<Admission.Admitted>().Select(each => each.Request).ToList();
        foreach (var delivery in admitted.GroupBy(request => request.Delivery))
        {
            room.Enlarge(delivery.Key, delivery.Sum(request => _limits.PlacesOf(request.FileSize)) - 1);
        }

        batches.Expect(domain, isFull);
        batches.TryAdd(admitted);
        foreach (var refused in admissions.OfType<Admission.Refused>())
        {
            room.Release(await settlement.SettleAsync(refused));
        }

        foreach (var test in admissions.OfType<Admission.TestEvent>())
        {
            room.Release(await settlement.SettleAsync(test));
        }
    }

    /// <summary>Gives each free worker the next batch, as soon as there is memory for it, until none is left. Batches that wait when the agent stops go back to their queue.</summary>
    private async Task DispatchAsync(FrozenDictionary<Domain, Room> rooms, CancellationTokenSource stop)
    {
        while (true)
        {
            await slots.EnterAsync();
            if (await batches.NextAsync() is not { } batch)
            {
                break;
            }

            var share = await MemoryForAsync(batch, stop.Token);
            _loading.Add(OrStopAsync(WorkAsync(batch, share, rooms[batch.Domain], stop), stop));
        }

        await _loading.WhenAllAsync();
    }

    /// <summary>What a load of the batch is expected to take, before it takes a worker's time; none when the agent stops.</summary>
    private async Task<MemoryShare?> MemoryForAsync(LoadBatch batch, CancellationToken stopping)
    {
        try
        {
            return await memory.ReserveAsync(MemoryEstimate.BytesOfFiles([.. batch.Requests.Select(request => request.FileSize)], batch.Domain.MemoryBytes), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task WorkAsync(LoadBatch batch, MemoryShare? share, Room room, CancellationTokenSource stop)
    {
        using var ends = share;
        try
        {
            if (share is not null)
            {
                memory.Use(share);
            }

            await LoadAndSettleAsync(batch, room, stop);
        }
        finally
        {
            slots.Leave();
        }
    }

    /// <summary>Load and Settle.</summary>
    private async Task LoadAndSettleAsync(LoadBatch batch, Room room, CancellationTokenSource stop)
    {
        await SinksAsync(stop.Token);
        var attempt = settlement.Begin();
        var results = await LoadAsync(batch, stop.Token);
        Report(results);
        concurrency.Did(attempt.LoadStarted, results);
        room.Release(await settlement.SettleAsync(attempt, results));
        var held = results.Where(result => result.Outcome is LoadOutcome.Held).ToList();
        if (held.Count > 0)
        {
            _waiting.Add(OrStopAsync(LoadAgainAsync(held, room, stop.Token), stop));
        }
    }

    /// <summary>Loads those of which nobody else can have the message before they are loaded.</summary>
    private async Task<IReadOnlyList<LoadResult>> LoadAsync(LoadBatch batch, CancellationToken stopping)
    {
        var tooLate = batch.Requests.ToLookup(request => stopping.IsCancellationRequested || leases.IsTooShort(request.Delivery));
        return tooLate[false].Any()
            ? [.. ReleasedOf(tooLate[true]), .. await loader.LoadAsync(new LoadBatch([.. tooLate[false]]), _giveUp.Token)]
            : ReleasedOf(tooLate[true]);
    }

    /// <summary>A sink is at fault also where a message may not wait for it any longer.</summary>
    private void Report(IReadOnlyList<LoadResult> results)
    {
        foreach (var outcome in results.Select(result => result.Outcome))
        {
            if (outcome.FailureOrNone is { } failure)
            {
                sinks.Report(failure);
            }
        }
    }

    /// <summary>While a sink is at fault no attempt is worth making.</summary>
    private async Task SinksAsync(CancellationToken stopping)
    {
        try
        {
            await sinks.WhenAllWorkAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is in hand goes back.
        }
    }

    /// <summary>What is held is loaded again once its sink works: for one that all need, when its breaker closes; and after a pause that grows from the second time on.</summary>
    private async Task LoadAgainAsync(List<LoadResult> held, Room room, CancellationToken stopping)
    {
        var requests = held.ConvertAll(result => result.Request);
        foreach (var (request, outcome, _) in held)
        {
            if (outcome is LoadOutcome.Held { Failure.Sink: Sink.Table })
            {
                room.PutAside(request.Delivery);
            }
        }

        try
        {
            await Task.Delay(PauseOf(held), time, stopping);
            await sinks.WhenAllWorkAsync(stopping);
            if (batches.TryAdd(requests))
            {
                return;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // They go back.
        }

        room.Release(await settlement.SettleAsync(settlement.Begin(), ReleasedOf(requests)));
    }

    /// <summary>A table takes time; a connection that broke need not. Never quite as long as another: two that wait for each other must not come back at once.</summary>
    private static TimeSpan PauseOf(List<LoadResult> held)
    {
        var isOfTable = held.Exists(result => result.Outcome is LoadOutcome.Held { Failure.Sink: Sink.Table });
        return GrowingPause.After(held.Max(result => result.Request.Delivery.Patience.Waits) - (isOfTable ? 0 : 1)) * (0.5 + Random.Shared.NextDouble());
    }

    private static List<LoadResult> ReleasedOf(IEnumerable<LoadRequest> requests) => [.. requests.Select(request => new LoadResult(request, new LoadOutcome.Released()))];
}
