using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Is told how many messages are in a domain's queues, each time that SQS was asked. It neither waits nor throws.</summary>
internal interface IQueueDepthObserver
{
    /// <summary>Takes note of the load queue.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="depth">What SQS said, or null when it may not be asked or does not answer.</param>
    void Measured(Domain domain, QueueDepth? depth);

    /// <summary>Takes note of the dead-letter queue.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="count">What SQS said, or null when it may not be asked or does not answer.</param>
    void DeadLettersCounted(Domain domain, int? count);
}
