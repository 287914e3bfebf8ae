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
    private const int DeletesPerRequest = 10;

    /// <summary>Whether the message is deleted for it.</summary>
    public static bool IsDone(LoadOutcome outcome) =>
        outcome is LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded or LoadOutcome.Superseded or LoadOutcome.Skipped;

    /// <summary>Deletes the messages of what is done, ten at a time.</summary>
    /// <returns>Those that SQS did not delete, each with the reason. They come back after their visibility timeout, and are not lost.</returns>
    public async Task<IReadOnlyDictionary<Delivery, Exception>> DeleteAsync(IReadOnlyList<Delivery> done)
    {
        foreach (var delivery in done)
        {
            await leases.LetGoAsync(delivery);
        }

        var answers = await Task.WhenAll(done.GroupBy(delivery => delivery.Domain).SelectMany(domain => domain.Chunk(DeletesPerRequest)).Select(DeleteChunkAsync));
        return answers.SelectMany(answer => answer).ToDictionary();
    }

    /// <summary>Settles one delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="outcome">How its attempt ended; neither done (<see cref="DeleteAsync(IReadOnlyList{Delivery})"/>) nor <see cref="LoadOutcome.Held"/>, which is not an end.</param>
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

    private async Task<IReadOnlyDictionary<Delivery, Exception>> DeleteChunkAsync(Delivery[] chunk)
    {
        try
        {
            var answer = await sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(
                urls.Queue(chunk[0].Domain), [.. chunk.Select((delivery, index) => new DeleteMessageBatchRequestEntry($"{index}", delivery.ReceiptHandle))]));
            return (answer.Failed ?? []).ToDictionary(
                entry => chunk[int.Parse(entry.Id, CultureInfo.InvariantCulture)],
                entry => (Exception)new AmazonSQSException(entry.Message ?? entry.Code) { ErrorCode = entry.Code });
        }
#pragma warning disable CA1031 // Whatever keeps SQS from deleting them: each is said to be undeleted
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
