using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Loads a batch within the message timeout and says how it ended. Never throws.</summary>
internal sealed class Loader(LoadProtocol protocol, TimeProvider time, ILogger<Loader> logger)
{
    private static readonly TimeSpan _noteTimeout = TimeSpan.FromSeconds(5);

    private TimeSpan MessageTimeout => protocol.Settings.Topology.MessageTimeout;

    /// <summary>Runs the batch through the protocol.</summary>
    /// <param name="batch">What to load.</param>
    /// <param name="giveUp">Set when the agent may not wait any longer.</param>
    public async Task<LoadOutcome> LoadAsync(LoadBatch batch, CancellationToken giveUp)
    {
        var request = batch.Requests[0];
        var load = new ObjectLoad(protocol, request);
        var outcome = await RunAsync(load, request, giveUp);
        switch (outcome)
        {
            case LoadOutcome.RetryLater(var failure, _):
                await NoteAsync(load, request, failure, comesBack: true);
                break;
            case LoadOutcome.DeadLetter(var failure):
                await NoteAsync(load, request, failure, comesBack: false);
                break;
        }

        return outcome;
    }

    private async Task<LoadOutcome> RunAsync(ObjectLoad load, LoadRequest request, CancellationToken giveUp)
    {
        using var timeout = new CancellationTokenSource(MessageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp);
        try
        {
            return await load.RunAsync(either.Token);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return new LoadOutcome.Released();
        }
#pragma warning disable CA1031 // The classifier has an answer for every exception, and a failure must reach the settlement
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Decide(e, request.Delivery.ReceiveCount);
        }
    }

    private LoadOutcome Decide(Exception exception, int attempt)
    {
        var failure = FailureClassifier.Classify(exception);
        return (exception, RetryTable.BackoffAfter(failure.Kind, attempt)) switch
        {
            // By then the server has ended it (max_execution_time).
            (InsertUnendedException, _) => new LoadOutcome.RetryLater(failure, MessageTimeout),
            (_, { } delay) => new LoadOutcome.RetryLater(failure, delay),
            _ => new LoadOutcome.DeadLetter(failure),
        };
    }

    /// <summary>A note is for people; that it cannot be written changes nothing about the outcome.</summary>
    private async Task NoteAsync(ObjectLoad load, LoadRequest request, Failure failure, bool comesBack)
    {
        using var timeout = new CancellationTokenSource(_noteTimeout, time);
        try
        {
            await load.NoteFailureAsync(failure, comesBack, timeout.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.NoteFailed(logger, $"s3://{request.Bucket}/{request.Key}", e.Message);
        }
    }
}
