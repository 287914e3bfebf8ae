using System.Collections.Concurrent;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>
/// How old the oldest message of a queue is, as far as the agent can tell: SQS tells it to CloudWatch alone. What is in hand is known; what was received last tells how long the
/// queue makes messages wait.
/// </summary>
internal sealed class OldestMessages(LeaseKeeper leases, TimeProvider time)
{
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Domain, (DateTimeOffset At, TimeSpan Age)> _received = new();

    /// <summary>Takes note of one receive.</summary>
    public void Received(Domain domain, IReadOnlyList<Delivery> deliveries)
    {
        if (deliveries.Max(delivery => AgeOf(delivery, delivery.ReceivedAt)) is { } age)
        {
            var (now, fresh) = (time.GetUtcNow(), (time.GetUtcNow(), age));
            _received.AddOrUpdate(domain, fresh, (_, known) => now - known.At > _recent || age >= known.Age ? fresh : known);
        }
    }

    /// <summary>The age, or null when nothing is in hand and nothing was received in the last minute.</summary>
    public TimeSpan? AgeOf(Domain domain)
    {
        var now = time.GetUtcNow();
        var inHand = leases.InHand.Where(delivery => delivery.Domain == domain).Max(delivery => AgeOf(delivery, now));
        TimeSpan? received = _received.TryGetValue(domain, out var known) && now - known.At <= _recent ? known.Age : null;
        return inHand is null || received > inHand ? received : inHand;
    }

    private static TimeSpan? AgeOf(Delivery delivery, DateTimeOffset at) => delivery.SentAt is { } sent ? at > sent ? at - sent : TimeSpan.Zero : null;
}
