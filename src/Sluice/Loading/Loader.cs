using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Planning;

namespace Sluice.Loading;

/// <summary>Loads a batch within the message timeout and says how it ended. Never throws.</summary>
internal sealed class Loader(ObjectInserter inserter, SluiceSettings settings, TimeProvider time)
{
    /// <summary>Runs the batch's INSERT.</summary>
    /// <param name="batch">What to load.</param>
    /// <param name="giveUp">Set when the agent may not wait any longer: the attempt's end is then unknown and its message comes back.</param>
    public async Task<LoadOutcome> LoadAsync(LoadBatch batch, CancellationToken giveUp)
    {
        using var timeout = new CancellationTokenSource(settings.Topology.MessageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp);
        try
        {
            return new LoadOutcome.Loaded(await inserter.InsertAsync(batch, either.Token));
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            return new LoadOutcome.Released();
        }
#pragma warning disable CA1031 // The classifier has an answer for every exception, and a failure must reach the settlement
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Decide(e, batch.Requests[0].Delivery.ReceiveCount);
        }
    }

    private LoadOutcome Decide(Exception exception, int attempt)
    {
        var failure = FailureClassifier.Classify(exception);
        return (exception, RetryTable.BackoffAfter(failure.Kind, attempt)) switch
        {
            // By then the server has ended it (max_execution_time).
            (InsertUnendedException, _) => new LoadOutcome.RetryLater(failure, settings.Topology.MessageTimeout),
            (_, { } delay) => new LoadOutcome.RetryLater(failure, delay),
            _ => new LoadOutcome.DeadLetter(failure),
        };
    }
}
