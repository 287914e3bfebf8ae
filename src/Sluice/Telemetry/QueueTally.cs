using System.Collections.Concurrent;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>Remembers how many messages SQS counted last.</summary>
internal sealed class QueueTally : IQueueDepthObserver
{
    private readonly ConcurrentDictionary<Domain, QueueDepth?> _depths = new();

    /// <inheritdoc />
    public void Measured(Domain domain, QueueDepth? depth) => _depths[domain] = depth;

    /// <summary>What SQS said last, or null while it may not be asked or does not answer.</summary>
    public QueueDepth? Of(Domain domain) => _depths.GetValueOrDefault(domain);
}
