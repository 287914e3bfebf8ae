using Amazon.SQS;
using Sluice.Receiving;

namespace Sluice.Operating;

/// <summary>Puts objects into their domains' queues, as the rules do when an object is created.</summary>
internal sealed class ObjectAnnouncer(IAmazonSQS sqs, QueueUrls queues, TimeProvider time)
{
    /// <summary>Starts a run of sending. The caller finishes and disposes it.</summary>
    public AnnouncementRun Start() => new(sqs, queues, time);
}
