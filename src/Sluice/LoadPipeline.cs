using System.Collections.Frozen;
using System.Reflection;
using System.Threading.Channels;
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
/// The agent: Receive → Admit → Plan → Load → Settle. One receive loop per domain and a fixed number of load workers; between them a
/// channel that holds no more than <see cref="Room"/> has let in.
/// </summary>
internal sealed class LoadPipeline(
    ReceiveLoop receiveLoop,
    LoadLedger ledger,
    Admitter admitter,
    ObjectTraces traces,
    Loader loader,
    Settlement settlement,
    LeaseKeeper leases,
    SinkWatch sinks,
    SluiceSettings settings,
    TimeProvider time,
    ILogger<LoadPipeline> logger) : BackgroundService
{
    // Twice a receive: while the messages of one are loaded, the next can already be fetched.
    private const int ReceivesInHand = 2;

    private static readonly TimeSpan _giveUpGrace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _giveUp = new();
    private readonly RunningTasks _waiting = new();

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
            typeof(LoadPipeline).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?",
            settings.Topology.Bucket,
            settings.ClickHouse.ToString(),
            string.Join(", ", domains.Select(domain => $"{domain.Name} ({domain.Priority})")));

        await PrepareLedgerAsync(stoppingToken);
        var rooms = domains.ToFrozenDictionary(domain => domain, domain => new Room(domain.MaxNumberOfMessages * ReceivesInHand));
        var batches = Channel.CreateBounded<LoadBatch>(domains.Sum(domain => domain.MaxNumberOfMessages * ReceivesInHand));

        // If one loop fails the others stop too, and with them the agent: half an agent would look like a whole one.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var workers = Enumerable.Range(0, settings.Pipeline.Concurrency)
            .Select(_ => OrStopAsync(LoadAllAsync(batches, rooms, stop), stop))
            .ToList();
        var receivers = domains
            .Select(domain => OrStopAsync(
                receiveLoop.RunAsync(domain, rooms[domain], deliveries => AcceptAsync(deliveries, batches.Writer, rooms), stop.Token), stop))
            .ToList();

        await Task.WhenAll(receivers).ContinueWith(_ => batches.Writer.Complete(), TaskScheduler.Default);
        await Task.WhenAll([.. workers, .. receivers]);
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

    /// <summary>Admit and Plan: what one receive brought becomes batches; what cannot be admitted is settled at once.</summary>
    private async Task AcceptAsync(
        IReadOnlyList<Delivery> deliveries, ChannelWriter<LoadBatch> batches, FrozenDictionary<Domain, Room> rooms)
    {
        var admissions = deliveries.SelectMany(delivery => traces.Admit(delivery, admitter.Admit)).ToList();
        foreach (var batch in BatchPlanner.Plan(admissions.OfType<Admission.Admitted>().Select(admitted => admitted.Request)))
        {
            await batches.WriteAsync(batch);
        }

        foreach (var refused in admissions.OfType<Admission.Refused>())
        {
            rooms[refused.Delivery.Domain].Release(await settlement.SettleAsync(refused));
        }

        foreach (var test in admissions.OfType<Admission.TestEvent>())
        {
            rooms[test.Delivery.Domain].Release(await settlement.SettleAsync(test));
        }
    }

    /// <summary>Load and Settle, until no batch is left. Batches that wait when the agent stops go back to their queue.</summary>
    private async Task LoadAllAsync(Channel<LoadBatch> batches, FrozenDictionary<Domain, Room> rooms, CancellationTokenSource stop)
    {
        var stopping = stop.Token;
        await foreach (var batch in batches.Reader.ReadAllAsync(CancellationToken.None))
        {
            await SinksAsync(stopping);
            var attempt = settlement.Begin();
            var results = await LoadAsync(batch, stopping);
            Report(results);
            rooms[batch.Domain].Release(await settlement.SettleAsync(attempt, results));
            var held = results.Where(result => result.Outcome is LoadOutcome.Held).ToList();
            if (held.Count > 0)
            {
                _waiting.Add(OrStopAsync(LoadAgainAsync(held, batches.Writer, rooms, stopping), stop));
            }
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
    private async Task LoadAgainAsync(List<LoadResult> held, ChannelWriter<LoadBatch> batches, FrozenDictionary<Domain, Room> rooms, CancellationToken stopping)
    {
        var requests = held.ConvertAll(result => result.Request);
        foreach (var (request, outcome, _) in held)
        {
            if (outcome is LoadOutcome.Held { Failure.Sink: Sink.Table })
            {
                rooms[request.Domain].PutAside(request.Delivery);
            }
        }

        try
        {
            await Task.Delay(PauseOf(held), time, stopping);
            await sinks.WhenAllWorkAsync(stopping);
            await batches.WriteAsync(new LoadBatch(requests), stopping);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            rooms[requests[0].Domain].Release(await settlement.SettleAsync(settlement.Begin(), ReleasedOf(requests)));
        }
    }

    /// <summary>A table takes time; a connection that broke need not. Never quite as long as another: two that wait for each other must not come back at once.</summary>
    private static TimeSpan PauseOf(List<LoadResult> held)
    {
        var isOfTable = held.Exists(result => result.Outcome is LoadOutcome.Held { Failure.Sink: Sink.Table });
        return GrowingPause.After(held.Max(result => result.Request.Delivery.Patience.Waits) - (isOfTable ? 0 : 1)) * (0.5 + Random.Shared.NextDouble());
    }

    private static List<LoadResult> ReleasedOf(IEnumerable<LoadRequest> requests) => [.. requests.Select(request => new LoadResult(request, new LoadOutcome.Released()))];
}
