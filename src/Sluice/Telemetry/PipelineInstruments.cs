using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Sluice.Configuration;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Sinks;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>Offers to whoever collects metrics what the parts of the agent know of themselves.</summary>
internal sealed class PipelineInstruments(
    SluiceDiagnostics diagnostics,
    SettlementTally settlements,
    QueueTally queues,
    OldestMessages oldest,
    LeaseKeeper leases,
    RunningAttempts attempts,
    SinkWatch sinks,
    ServerHealthWatch health,
    WorkerSlots slots,
    SluiceSettings settings) : IHostedService
{
    private PipelineTopology Topology => settings.Topology;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        CountSettlements();
        ShowQueues();
        ShowAgent();
        ShowClickHouse();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void CountSettlements()
    {
        diagnostics.Count(Metrics.Attempts, () => Topology.Domains.SelectMany(domain => settlements.Of(domain).Attempts.Select(each =>
            new Measurement<long>(each.Count, Attributes(domain).Of((Metrics.Outcome, each.Outcome), (Metrics.ErrorCode, each.Label))))));
        CountEach(Metrics.ObjectsLoaded, figures => figures.Objects);
        CountEach(Metrics.Rows, figures => figures.Rows);
        CountEach(Metrics.Bytes, figures => figures.Bytes);
        ShowEach(Metrics.SuccessRate, domain => 100 * (1 - settlements.Of(domain).FailedShare));
        ShowEach(Metrics.ErrorRate, domain => 100 * settlements.Of(domain).FailedShare);
    }

    private void ShowQueues()
    {
        ShowEach(Metrics.QueueDepth, domain => queues.Of(domain)?.Waiting);
        ShowEach(Metrics.QueueInFlight, domain => queues.Of(domain)?.InFlight);
        ShowEach(Metrics.DlqCount, domain => queues.DeadLettersOf(domain));
        ShowEach(Metrics.QueueOldestAge, domain => (oldest.AgeOf(domain) ?? (queues.Of(domain) is { Waiting: 0, InFlight: 0 } ? TimeSpan.Zero : null))?.TotalSeconds);
    }

    private void ShowAgent()
    {
        ShowEach(Metrics.MessagesInHand, domain => leases.InHand.Count(delivery => delivery.Domain == domain));
        Show(Metrics.WorkersBusy, () => attempts.Count);
        Show(Metrics.WorkersLimit, () => slots.Limit);
        diagnostics.Gauge(Metrics.BreakerOpen, () => sinks.States.Select(each =>
            new Measurement<double>(each.IsOpen ? 1 : 0, new AttributeList(Topology.Environment).Of((Metrics.Sink, $"{each.Sink}")))));
    }

    private void ShowClickHouse()
    {
        ShowEach(Metrics.ClickHousePartsMax, domain => PartsOf(domain)?.MostOfPartition);
        ShowEach(Metrics.ClickHouseParts, domain => PartsOf(domain)?.All);
        Show(Metrics.ClickHouseMerges, () => health.Last.Load?.Merges);
        Show(Metrics.ClickHouseQueries, () => health.Last.Load?.Queries);
        Show(Metrics.ClickHouseMemory, () => health.Last.Load?.MemoryBytes);
    }

    private PartCount? PartsOf(Domain domain) => health.Last.Parts?.GetValueOrDefault(domain.Database);

    private void CountEach(MetricDefinition metric, Func<DomainFigures, long> value) => diagnostics.Count(
        metric, () => Topology.Domains.Select(domain => new Measurement<long>(value(settlements.Of(domain)), Attributes(domain).Of())));

    private void ShowEach(MetricDefinition metric, Func<Domain, double?> value) => diagnostics.Gauge(
        metric,
        () => Topology.Domains.Select(domain => (Domain: domain, Value: value(domain))).Where(each => each.Value is not null)
            .Select(each => new Measurement<double>(each.Value!.Value, Attributes(each.Domain).Of())));

    private void Show(MetricDefinition metric, Func<double?> value) => diagnostics.Gauge(
        metric, () => value() is { } known ? [new Measurement<double>(known, new AttributeList(Topology.Environment).Of())] : []);

    private AttributeList Attributes(Domain domain) => new(Topology.Environment, domain);
}
