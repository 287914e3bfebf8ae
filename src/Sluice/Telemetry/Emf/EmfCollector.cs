using System.Collections.Frozen;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Topology;

namespace Sluice.Telemetry.Emf;

/// <summary>Collects what CloudWatch is to be told.</summary>
internal sealed class EmfCollector(PipelineTopology topology) : ISettlementObserver, IQueueDepthObserver
{
    private readonly Lock _gate = new();
    private FrozenDictionary<Domain, EmfMinute> _minutes = Empty(topology);

    /// <inheritdoc />
    public void Settled(SettledAttempt attempt)
    {
        lock (_gate)
        {
            var minute = _minutes[attempt.Delivery.Domain];
            if (AttemptResult.LatencyOf(attempt) is { } latency)
            {
                minute.Latencies.Add(latency.TotalSeconds);
            }

            if (AttemptResult.IsFailure(attempt.Outcome) is { } isFailure)
            {
                minute.Failures.Add(isFailure);
            }
        }
    }

    /// <inheritdoc />
    public void Measured(Domain domain, QueueDepth? depth)
    {
        lock (_gate)
        {
            _minutes[domain].Depths.AddRange(depth is { } known ? [known.Waiting] : []);
        }
    }

    /// <inheritdoc />
    public void DeadLettersCounted(Domain domain, int? count)
    {
        lock (_gate)
        {
            _minutes[domain].DeadLetters.AddRange(count is { } known ? [known] : []);
        }
    }

    /// <summary>What was collected since it was last asked.</summary>
    public IReadOnlyDictionary<Domain, EmfMinute> Take()
    {
        var fresh = Empty(topology);
        lock (_gate)
        {
            (var taken, _minutes) = (_minutes, fresh);
            return taken;
        }
    }

    private static FrozenDictionary<Domain, EmfMinute> Empty(PipelineTopology topology) => topology.Domains.ToFrozenDictionary(domain => domain, _ => new EmfMinute());
}
