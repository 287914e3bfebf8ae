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
    Loader loader,
    Settlement settlement,
    SluiceSettings settings,
    TimeProvider time,
    ILogger<LoadPipeline> logger) : BackgroundService
{
    // Twice a receive: while the messages of one are loaded, the next can already be fetched.
    private const int ReceivesInHand = 2;

    private static readonly TimeSpan _giveUpGrace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _giveUp = new();

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
            .Select(_ => OrStopAsync(LoadAllAsync(batches.Reader, rooms, stop.Token), stop))
            .ToList();
        var receivers = domains
            .Select(domain => OrStopAsync(
                receiveLoop.RunAsync(domain, rooms[domain], deliveries => AcceptAsync(deliveries, batches.Writer, rooms), stop.Token), stop))
            .ToList();

        await Task.WhenAll(receivers).ContinueWith(_ => batches.Writer.Complete(), TaskScheduler.Default);
        await Task.WhenAll([.. workers, .. receivers]);
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
        var admissions = deliveries.Select(admitter.Admit).ToList();
        foreach (var batch in BatchPlanner.Plan(admissions.OfType<Admission.Admitted>().Select(admitted => admitted.Request)))
        {
            await batches.WriteAsync(batch);
        }

        foreach (var refused in admissions.OfType<Admission.Refused>())
        {
            await settlement.SettleAsync(refused);
            rooms[refused.Delivery.Domain].Release(1);
        }
    }

    /// <summary>Load and Settle, until no batch is left. Batches that wait when the agent stops go back to their queue.</summary>
    private async Task LoadAllAsync(ChannelReader<LoadBatch> batches, FrozenDictionary<Domain, Room> rooms, CancellationToken stopping)
    {
        await foreach (var batch in batches.ReadAllAsync(CancellationToken.None))
        {
            var attempt = settlement.Begin();
            var results = stopping.IsCancellationRequested || IsStale(batch)
                ? [.. batch.Requests.Select(request => new LoadResult(request, new LoadOutcome.Released()))]
                : await loader.LoadAsync(batch, _giveUp.Token);
            await settlement.SettleAsync(attempt, results);
            rooms[batch.Domain].Release(batch.Requests.Count);
        }
    }

    /// <summary>Whether a message has waited so long that it might become visible again, and another agent load it, during the load.</summary>
    private bool IsStale(LoadBatch batch) => batch.Requests.Any(request =>
        time.GetUtcNow() - request.Delivery.ReceivedAt > settings.Topology.VisibilityTimeout - settings.Topology.MessageTimeout);
}
