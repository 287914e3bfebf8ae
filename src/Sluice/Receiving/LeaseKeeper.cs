using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>
/// Keeps messages hidden while they are in hand: waiting for a worker, being loaded, or waiting for a sink. SQS hides a message for at most 12 hours from its receive.
/// </summary>
internal sealed class LeaseKeeper(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    private const int BatchSize = 10;

    // SQS's own limit is 12 hours; what is lost on the way to it is not worth an error.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Delivery> _held = new();
    private readonly SemaphoreSlim _extending = new(1, 1);

    private TimeSpan Visibility => settings.Topology.VisibilityTimeout;

    /// <summary>The deliveries that are kept.</summary>
    public IEnumerable<Delivery> InHand => _held.Values;

    /// <summary>Begins to keep a delivery.</summary>
    public void Keep(Delivery delivery)
    {
        delivery.Lease.Until = delivery.ReceivedAt + Visibility;
        _held[delivery.ReceiptHandle] = delivery;
    }

    /// <summary>Ends keeping it; on return no extension of it is under way, which could undo what is told to SQS next.</summary>
    public async Task LetGoAsync(Delivery delivery)
    {
        _held.TryRemove(delivery.ReceiptHandle, out _);
        await _extending.WaitAsync();
        _extending.Release();
    }

    /// <summary>Whether the message may become visible to others before a load that begins now has ended.</summary>
    public bool IsTooShort(Delivery delivery) =>
        delivery.Lease.IsLost || delivery.Lease.Until - time.GetUtcNow() < settings.Topology.MessageTimeout;

    /// <summary>Whether the message may be visible to others by now.</summary>
    public bool HasEnded(Delivery delivery) => delivery.Lease.IsLost || delivery.Lease.Until <= time.GetUtcNow();

    /// <inheritdoc />
    public override void Dispose()
    {
        _extending.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Visibility / 10, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await ExtendDueAsync(stoppingToken);
        }
    }

    /// <summary>Extends what has less than half of its time left, as far as SQS allows.</summary>
    internal async Task ExtendDueAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var due = _held.Values.Where(delivery => !delivery.Lease.IsLost && delivery.Lease.Until - now < Visibility / 2 && NewEnd(delivery, now) > delivery.Lease.Until);
        foreach (var domain in due.GroupBy(delivery => delivery.Domain))
        {
            foreach (var chunk in domain.Chunk(BatchSize))
            {
                await ExtendAsync(domain.Key, chunk, stopping);
            }
        }
    }

    private DateTimeOffset NewEnd(Delivery delivery, DateTimeOffset now)
    {
        var (wished, last) = (now + Visibility, delivery.ReceivedAt + _longest);
        return wished < last ? wished : last;
    }

    private async Task ExtendAsync(Domain domain, IReadOnlyList<Delivery> deliveries, CancellationToken stopping)
    {
        await _extending.WaitAsync(stopping);
        try
        {
            var held = deliveries.Where(delivery => _held.ContainsKey(delivery.ReceiptHandle)).ToList();
            if (held.Count > 0)
            {
                await ExtendHeldAsync(domain, held, stopping);
            }
        }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: the leases have half of their time left for another try
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            PipelineLog.LeasesNotExtended(logger, deliveries.Count, FailureClassifier.ClassifyAws(e).Reason);
        }
        finally
        {
            _extending.Release();
        }
    }

    private async Task ExtendHeldAsync(Domain domain, List<Delivery> held, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var answer = await sqs.ChangeMessageVisibilityBatchAsync(
            new ChangeMessageVisibilityBatchRequest(
                urls.Queue(domain),
                [
                    .. held.Select((delivery, index) => new ChangeMessageVisibilityBatchRequestEntry($"{index}", delivery.ReceiptHandle)
                    {
                        VisibilityTimeout = (int)(NewEnd(delivery, now) - now).TotalSeconds,
                    }),
                ]),
            stopping);
        var failed = (answer.Failed ?? []).ToDictionary(entry => entry.Id);
        for (var index = 0; index < held.Count; index++)
        {
            var delivery = held[index];
            if (!failed.TryGetValue($"{index}", out var error))
            {
                delivery.Lease.Until = NewEnd(delivery, now);
            }
            else if (error.SenderFault == true)
            {
                delivery.Lease.Lose();
                PipelineLog.LeaseLost(logger, delivery.MessageId, urls.Queue(domain), error.Code ?? "?");
            }
        }
    }
}
