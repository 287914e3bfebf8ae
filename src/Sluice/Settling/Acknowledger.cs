using System.Diagnostics;
using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Settling;

/// <summary>
/// Tells SQS how an attempt ended: a message whose object is loaded, superseded or skipped is deleted; one that is given up goes to the dead-letter queue; any other
/// comes back (R4).
/// </summary>
internal sealed class Acknowledger(
    IAmazonSQS sqs, QueueUrls urls, LeaseKeeper leases, DeadLetterQueue deadLetters, PipelineTopology topology, ILogger<Acknowledger> logger)
{
    private const int MessagesPerRequest = 10;

    /// <summary>Whether the message is deleted for it.</summary>
    public static bool IsDone(LoadOutcome outcome) =>
        outcome is LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded or LoadOutcome.Superseded or LoadOutcome.Skipped;

    /// <summary>How long the message is hidden before it comes back for it, or null when the message does not come back.</summary>
    public static TimeSpan? ComesBackAfter(LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.RetryLater retry => retry.Delay,
        LoadOutcome.Released => TimeSpan.Zero,
        _ => null,
    };

    /// <summary>Deletes the messages of what is done, ten at a time.</summary>
    /// <returns>Those that SQS did not delete, each with the reason. They come back after their visibility timeout, and are not lost.</returns>
    public async Task<IReadOnlyDictionary<Delivery, Exception>> DeleteAsync(IReadOnlyCollection<Delivery> done)
    {
        await LetGoAsync(done);
        return await TellAsync(done, async (queue, chunk) =>
        {
            var entries = chunk.Select((delivery, index) => new DeleteMessageBatchRequestEntry($"{index}", delivery.ReceiptHandle));
            return (await sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(queue, [.. entries]))).Failed;
        });
    }

    /// <summary>Lets messages come back, each after its own delay, ten at a time: an agent that stops may have thousands in hand. One whose lease is lost is left to others.</summary>
    /// <returns>Those that SQS did not let come back, each with the reason. They come back after their visibility timeout, and are not lost.</returns>
    public async Task<IReadOnlyDictionary<Delivery, Exception>> HideAsync(IReadOnlyDictionary<Delivery, TimeSpan> delays)
    {
        await LetGoAsync(delays.Keys);
        return await TellAsync(delays.Keys.Where(delivery => !delivery.Lease.IsLost), async (queue, chunk) =>
        {
            var entries = chunk.Select((delivery, index) =>
                new ChangeMessageVisibilityBatchRequestEntry($"{index}", delivery.ReceiptHandle) { VisibilityTimeout = (int)delays[delivery].TotalSeconds });
            return (await sqs.ChangeMessageVisibilityBatchAsync(new ChangeMessageVisibilityBatchRequest(queue, [.. entries]))).Failed;
        });
    }

    /// <summary>Settles one delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="outcome">How its attempt ended; neither done (<see cref="DeleteAsync(IReadOnlyCollection{Delivery})"/>) nor <see cref="LoadOutcome.Held"/>, which is not an end.</param>
    /// <exception cref="AmazonSQSException">SQS refused. The message then comes back after its visibility timeout; it is not lost.</exception>
    public async Task AcknowledgeAsync(Delivery delivery, LoadOutcome outcome)
    {
        await leases.LetGoAsync(delivery);
        await (outcome switch
        {
            LoadOutcome.RetryLater retry => HideForAsync(delivery, retry.Delay),
            LoadOutcome.Released => HideForAsync(delivery, TimeSpan.Zero),
            LoadOutcome.DeadLetter deadLetter => GiveUpAsync(delivery, deadLetter),
            _ => throw new UnreachableException($"no acknowledgement for {outcome.GetType().Name}"),
        });
    }

    /// <summary>First sent, then deleted: SQS cannot move a message, and twice in the dead-letter queue is better than nowhere.</summary>
    private async Task GiveUpAsync(Delivery delivery, LoadOutcome.DeadLetter outcome)
    {
        if (leases.HasEnded(delivery))
        {
            // Somebody else may have the message, and the ledger says what to do with it.
            PipelineLog.LeaseEnded(logger, delivery.MessageId, urls.Queue(delivery.Domain));
        }
        else if (await deadLetters.TrySendAsync(delivery, outcome))
        {
            await DeleteAsync(delivery);
        }
        else if (delivery.ReceiveCount > topology.MaxReceiveCount)
        {
            // The redrive policy should have taken it by now.
            PipelineLog.NotRedriven(logger, delivery.MessageId, urls.Queue(delivery.Domain), delivery.ReceiveCount);
            await HideForAsync(delivery, topology.VisibilityTimeout);
        }
        else
        {
            await HideForAsync(delivery, outcome.Wait);
        }
    }

    /// <summary>Deletes a message that is about no object.</summary>
    /// <exception cref="AmazonSQSException">SQS refused. The message then comes back after its visibility timeout.</exception>
    public async Task DismissAsync(Delivery delivery)
    {
        await leases.LetGoAsync(delivery);
        await DeleteAsync(delivery);
    }

    private async Task LetGoAsync(IEnumerable<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            await leases.LetGoAsync(delivery);
        }
    }

    private async Task<IReadOnlyDictionary<Delivery, Exception>> TellAsync(IEnumerable<Delivery> deliveries, Func<string, Delivery[], Task<List<BatchResultErrorEntry>?>> tell)
    {
        var chunks = deliveries.GroupBy(delivery => delivery.Domain).SelectMany(domain => domain.Chunk(MessagesPerRequest));
        var answers = await Task.WhenAll(chunks.Select(chunk => TellOfAsync(chunk, tell)));
        return answers.SelectMany(answer => answer).ToDictionary();
    }

    private async Task<IReadOnlyDictionary<Delivery, Exception>> TellOfAsync(Delivery[] chunk, Func<string, Delivery[], Task<List<BatchResultErrorEntry>?>> tell)
    {
        try
        {
            return (await tell(urls.Queue(chunk[0].Domain), chunk) ?? []).ToDictionary(
                entry => chunk[int.Parse(entry.Id, CultureInfo.InvariantCulture)],
                entry => (Exception)new AmazonSQSException(entry.Message ?? entry.Code) { ErrorCode = entry.Code });
        }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: nothing is known to be done for any of them
        catch (Exception e)
#pragma warning restore CA1031
        {
            return chunk.ToDictionary(delivery => delivery, _ => e);
        }
    }

    private Task DeleteAsync(Delivery delivery) => sqs.DeleteMessageAsync(urls.Queue(delivery.Domain), delivery.ReceiptHandle);

    private Task HideForAsync(Delivery delivery, TimeSpan delay) => delivery.Lease.IsLost
        ? Task.CompletedTask
        : sqs.ChangeMessageVisibilityAsync(urls.Queue(delivery.Domain), delivery.ReceiptHandle, (int)delay.TotalSeconds);
}
