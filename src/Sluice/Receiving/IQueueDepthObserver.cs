using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Is told how many messages are in a domain's queues, each time that SQS was asked.</summary>
internal interface IQueueDepthObserver
{
    /// <summary>Takes note of it. It neither waits nor throws.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="depth">What SQS said, or null when it may not be asked or does not answer.</param>
    void Measured(Domain domain, QueueDepth? depth);
}
