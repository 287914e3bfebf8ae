using Sluice.Configuration;
using Sluice.Failures;

namespace Sluice.Loading;

/// <summary>Decides what becomes of an object whose attempt threw.</summary>
internal static class FailedLoad
{
    public static LoadOutcome Decide(Exception exception, Member member, SluiceSettings settings)
    {
        var failure = FailureClassifier.Classify(exception);
        var attempt = member.Requests is [var request, ..] ? request.Delivery.ReceiveCount : 1;
        return (exception, RetryTable.BackoffAfter(failure.Kind, attempt)) switch
        {
            // By then the server has ended it (max_execution_time).
            (InsertUnendedException, _) => new LoadOutcome.RetryLater(failure, settings.Topology.MessageTimeout),
            (_, { } delay) => new LoadOutcome.RetryLater(failure, delay),
            _ => new LoadOutcome.DeadLetter(failure),
        };
    }
}
