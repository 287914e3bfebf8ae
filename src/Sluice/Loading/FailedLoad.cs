using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Planning;
using Sluice.Receiving;

namespace Sluice.Loading;

/// <summary>Decides what becomes of an object whose attempt threw: does it wait for a sink, is it tried again later, or is it given up?</summary>
internal static class FailedLoad
{
    public static LoadOutcome Decide(Exception exception, Member member, LoadProtocol protocol) => exception is MemoryBusyException
        ? Wait(FailureClassifier.Classify(exception), member, protocol)
        : Decide(FailureClassifier.Classify(exception), wasUnderWay: exception is not LedgerException, member, protocol);

    /// <param name="failure">What happened.</param>
    /// <param name="wasUnderWay">Whether work on the object had begun.</param>
    /// <param name="member">The object.</param>
    /// <param name="protocol">The parts.</param>
    public static LoadOutcome Decide(Failure failure, bool wasUnderWay, Member member, LoadProtocol protocol)
    {
        var rule = RetryTable.Of(failure.Kind);
        if (DeliveryOf(member) is not { } delivery)
        {
            return new LoadOutcome.RetryLater(failure, rule.WaitAfter(1));
        }

        if (AllowsWaiting(failure, wasUnderWay, delivery, member, protocol))
        {
            return new LoadOutcome.Held(failure);
        }

        // In hand, until it is known what became of its insert. Of a batch the fault may be another object's: it is sent once more at most, then its rows are counted.
        var isGivenUp = rule.IsLast(delivery.ReceiveCount);
        if (isGivenUp && member.MayBeLookedFor)
        {
            delivery.Patience.Exhaust(member.Key, failure);
            return new LoadOutcome.Held(failure with { Sink = Sink.Table });
        }

        if (member.IsOfUnfinishedBatch && (isGivenUp || delivery.ReceiveCount >= protocol.Settings.Topology.MaxReceiveCount))
        {
            return new LoadOutcome.Held(failure with { Sink = Sink.Table });
        }

        var wait = rule.WaitAfter(delivery.ReceiveCount);
        return isGivenUp ? new LoadOutcome.DeadLetter(failure, wait) : new LoadOutcome.RetryLater(failure, wait);
    }

    /// <summary>How the object's last attempt ended, where it is in hand only because nobody knows what became of its insert.</summary>
    public static Failure? LastFailureOf(Member member) => DeliveryOf(member)?.Patience.ExhaustedBy(member.Key);

    /// <summary>The same for what may not be given up.</summary>
    /// <param name="failure">What a sink did.</param>
    /// <param name="member">The object.</param>
    /// <param name="protocol">The parts.</param>
    public static LoadOutcome Wait(Failure failure, Member member, LoadProtocol protocol) =>
        DeliveryOf(member) is { } delivery && AllowsWaiting(failure, wasUnderWay: false, delivery, member, protocol)
            ? new LoadOutcome.Held(failure)
            : new LoadOutcome.RetryLater(failure, RetryTable.Of(failure.Kind).WaitAfter(DeliveryOf(member)?.ReceiveCount ?? 1));

    /// <summary>Of several messages about one object the one that was tried most often; null for a batch's member whose messages are in other hands.</summary>
    private static Delivery? DeliveryOf(Member member) => member.Requests.MaxBy(request => request.Delivery.ReceiveCount)?.Delivery;

    private static bool AllowsWaiting(Failure failure, bool wasUnderWay, Delivery delivery, Member member, LoadProtocol protocol) => failure.Sink is not null
        && delivery.Patience.AllowsWaiting(failure, wasUnderWay ? member.Key : null, protocol.Time.GetUtcNow(), protocol.Settings.Pipeline.HoldTimeout);
}
