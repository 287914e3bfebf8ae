using System.Collections.Concurrent;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>Remembers how many messages SQS counted last.</summary>
internal sealed class QueueTally : IQueueDepthObserver
{
    private readonly ConcurrentDictionary<Domain, QueueDepth?> _depths = new();
    private readonly ConcurrentDictionary<Domain, int?> _deadLetters = new();

    /// <inheritdoc />
    public void Measured(Domain domain, QueueDepth? depth) => _depths[domain] = depth;

    /// <inheritdoc />
    public void DeadLettersCounted(Domain domain, int? count) => _deadLetters[domain] = count;

    /// <summary>Messages in the dead-letter queue as SQS said last, or null while it may not be asked or does not answer.</summary>
    public int? DeadLettersOf(Domain domain) => _deadLetters.GetValueOrDefault(domain);

    /// <summary>What SQS said last of the load queue, or null while it may not be asked or does not answer.</summary>
    public QueueDepth? Of(Domain domain) => _depths.GetValueOrDefault(domain);
}
