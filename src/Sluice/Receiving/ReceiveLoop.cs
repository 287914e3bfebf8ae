using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.Sinks;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Receives one domain's messages until told to stop: waits until the sinks work and for room worth a receive (R5), polls, hands over. A failing queue is polled again after a growing pause.</summary>
internal sealed class ReceiveLoop(
    MessageReceiver receiver,
    LeaseKeeper leases,
    OldestMessages oldest,
    SinkWatch sinks,
    ReceiveHealth health,
    QueueUrls urls,
    TimeProvider time,
    ILogger<ReceiveLoop> logger)
{
    /// <summary>Runs until <paramref name="stopping"/>; a poll under way then still ends, and what it brings is handed over.</summary>
    /// <param name="domain">Domain whose queue is polled.</param>
    /// <param name="room">Places for the deliveries; the receiver of <paramref name="handOver"/> gives them back.</param>
    /// <param name="handOver">Takes the deliveries of one receive, and whether it came back full, so that the queue has more.</param>
    /// <param name="stopping">Set when the agent stops.</param>
    public async Task RunAsync(Domain domain, Room room, Func<IReadOnlyList<Delivery>, bool, Task> handOver, CancellationToken stopping)
    {
        var failures = 0;
        try
        {
            while (true)
            {
                await sinks.WhenAllWorkAsync(stopping);
                var places = await room.TakeAsync(Math.Min(domain.BatchSizeMin, domain.MessagesPerReceive), domain.MessagesPerReceive, stopping);
                if (stopping.IsCancellationRequested)
                {
                    room.Release(places);
                    return;
                }

                failures = await ReceiveAsync(domain, room, places, handOver, failures);
                await Task.Delay(GrowingPause.After(failures), time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it waited for room or paused: nothing is in hand here.
        }
    }

    private async Task<int> ReceiveAsync(
        Domain domain, Room room, int places, Func<IReadOnlyList<Delivery>, bool, Task> handOver, int failures)
    {
        IReadOnlyList<Delivery> deliveries;
        try
        {
            health.Began(domain);
            deliveries = await receiver.ReceiveAsync(domain, places);
        }
#pragma warning disable CA1031 // Whatever keeps SQS from answering, the agent says so and tries again
        catch (Exception e)
#pragma warning restore CA1031
        {
            var failure = FailureClassifier.ClassifyAws(e);
            room.Release(places);
            health.Failed(domain, failure.Label);
            PipelineLog.ReceiveFailed(logger, urls.Queue(domain), GrowingPause.After(failures + 1), failure.Reason);
            return failures + 1;
        }

        health.Answered(domain);
        if (failures > 0)
        {
            PipelineLog.ReceiveRecovered(logger, urls.Queue(domain));
        }

        foreach (var delivery in deliveries)
        {
            leases.Keep(delivery);
        }

        oldest.Received(domain, deliveries);
        room.Release(places - deliveries.Count);
        await handOver(deliveries, deliveries.Count == places);
        return 0;
    }
}
