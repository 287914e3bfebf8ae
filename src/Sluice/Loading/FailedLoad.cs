using Sluice.Failures;
using Sluice.Ledger;

namespace Sluice.Loading;

/// <summary>Decides what becomes of an object whose attempt threw: does it wait for a sink, is it tried again later, or is it given up?</summary>
internal static class FailedLoad
{
    public static LoadOutcome Decide(Exception exception, Member member, LoadProtocol protocol) => exception is InsertUnendedException
        ? new LoadOutcome.RetryLater(FailureClassifier.Classify(exception), protocol.Settings.Topology.MessageTimeout) // By then the server has ended it (max_execution_time).
        : Decide(FailureClassifier.Classify(exception), wasUnderWay: exception is not LedgerException, member, protocol);

    /// <param name="failure">What happened.</param>
    /// <param name="wasUnderWay">Whether work on the object had begun.</param>
    /// <param name="member">The object.</param>
    /// <param name="protocol">The parts.</param>
    public static LoadOutcome Decide(Failure failure, bool wasUnderWay, Member member, LoadProtocol protocol)
    {
        // Of a batch's other members the messages are in other hands.
        if (member.Requests is not [{ Delivery: var delivery }, ..])
        {
            return new LoadOutcome.RetryLater(failure, RetryTable.Of(failure.Kind).WaitAfter(1));
        }

        if (failure.Sink is not null && delivery.Patience.AllowsWaiting(failure, wasUnderWay, protocol.Time.GetUtcNow(), protocol.Settings.Pipeline.HoldTimeout))
        {
            return new LoadOutcome.Held(failure);
        }

        var rule = RetryTable.Of(failure.Kind);
        var wait = rule.WaitAfter(delivery.ReceiveCount);
        return rule.IsLast(delivery.ReceiveCount) ? new LoadOutcome.DeadLetter(failure, wait) : new LoadOutcome.RetryLater(failure, wait);
    }
}
