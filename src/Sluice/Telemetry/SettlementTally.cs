using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Sluice.Loading;
using Sluice.Settling;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>Counts attempts and measures how long they took.</summary>
internal sealed class SettlementTally(SluiceDiagnostics diagnostics, PipelineTopology topology, TimeProvider time) : ISettlementObserver
{
    private readonly Histogram<double> _latency = diagnostics.Histogram(Metrics.ProcessingLatency);
    private readonly Histogram<double> _stage = diagnostics.Histogram(Metrics.StageDuration);
    private readonly FrozenDictionary<Domain, DomainTally> _domains = topology.Domains.ToFrozenDictionary(domain => domain, _ => new DomainTally(time));

    /// <inheritdoc />
    public void Settled(SettledAttempt attempt)
    {
        var domain = attempt.Delivery.Domain;
        _domains[domain].Add(attempt);
        if (attempt.Outcome is LoadOutcome.Held or LoadOutcome.Released)
        {
            return;
        }

        var tags = new AttributeList(topology.Environment, domain);
        if (AttemptResult.LatencyOf(attempt) is { } latency)
        {
            _latency.Record(latency.TotalSeconds, tags.Of());
        }

        RecordStage("queue", attempt.Timings.Queued, tags);
        RecordStage("load", attempt.Timings.Load, tags);
        RecordStage("settle", attempt.Timings.Settle, tags);
    }

    /// <summary>The totals of a domain.</summary>
    public DomainFigures Of(Domain domain) => _domains[domain].Read();

    private void RecordStage(string stage, TimeSpan duration, AttributeList tags) =>
        _stage.Record(Math.Max(0, duration.TotalSeconds), tags.Of((Metrics.Stage, stage)));
}
