using CsCheck;
using Sluice.Planning;
using Sluice.Topology;

namespace Sluice.Tests.Planning;

/// <summary>Priorities by weighted fair sharing: what is promised, for any order of arrivals and any sizes.</summary>
[Trait("Category", "Unit")]
public sealed class FairShareTests
{
    private static readonly Domain[] _domains = [Some.Domain(), Some.Domain("customer"), Some.Domain("product"), Some.Domain("analytics")];
    private static readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BatchLimits _limits = new(20, 64 << 20, TimeSpan.Zero);

    // A domain's objects by size; -1 is a batch taken.
    private static readonly Gen<(int Domain, long Bytes)[]> _days =
        Gen.Select(Gen.Int[-1, _domains.Length - 1], Gen.Long[0, 100 << 20]).Array[1, 400];

    [Fact]
    public void Between_two_domains_that_have_work_waiting_nobody_gets_ahead_of_its_share_by_more_than_one_batch_of_each() =>
        _days.Sample(day =>
        {
            var queue = new LoadQueue(_limits, new InsertSharing());
            var since = _domains.ToDictionary(domain => domain, _ => (double?)null);
            var done = _domains.ToDictionary(domain => domain, _ => 0.0);
            var waiting = _domains.ToDictionary(domain => domain, _ => 0);
            var atStart = new Dictionary<(Domain, Domain), double>();
            foreach (var (index, bytes) in day.Concat(Enumerable.Repeat((-1, 0L), 400)))
            {
                if (index >= 0)
                {
                    Arrive(_domains[index], bytes);
                }
                else if (queue.TryTake(_now, drains: false) is { } batch)
                {
                    Serve(batch);
                }
            }

            void Arrive(Domain domain, long bytes)
            {
                queue.Add([Requests.Of(domain, bytes: bytes)], _now);
                if (waiting[domain]++ == 0)
                {
                    foreach (var other in _domains.Where(other => other != domain && waiting[other] > 0))
                    {
                        atStart[(domain, other)] = Ahead(domain, other);
                        atStart[(other, domain)] = Ahead(other, domain);
                    }
                }
            }

            void Serve(LoadBatch batch)
            {
                done[batch.Domain] += Share(batch.Domain, FairShare.WorkOf(batch));
                foreach (var other in _domains.Where(other => other != batch.Domain && waiting[other] > 0))
                {
                    (Ahead(batch.Domain, other) - atStart[(batch.Domain, other)]).ShouldBeLessThanOrEqualTo(Share(batch.Domain, Largest) + Share(other, Largest) + 1);
                }

                waiting[batch.Domain] -= batch.Requests.Count;
            }

            double Ahead(Domain one, Domain other) => done[one] - done[other];
        });

    [Fact]
    public void A_Low_domain_is_served_however_much_there_is_of_High()
    {
        var queue = new LoadQueue(_limits, new InsertSharing());
        queue.Add(Requests.Many(_domains[2], 20), _now);
        var others = 0;
        while (true)
        {
            queue.Add(Requests.Many(_domains[0], 20), _now);
            if (queue.TryTake(_now, drains: false)!.Domain == _domains[2])
            {
                break;
            }

            (++others).ShouldBeLessThan(2);
        }

        queue.Add(Requests.Many(_domains[2], 2000), _now);
        queue.Add(Requests.Many(_domains[0], 2000), _now);
        var order = Enumerable.Range(0, 100).Select(_ => queue.TryTake(_now, drains: false)!.Domain.Priority).ToList();
        order.Count(priority => priority == DomainPriority.Low).ShouldBeInRange(9, 11, "one of ten, as the weights say");
    }

    [Fact]
    public void A_domain_that_had_nothing_to_do_saves_nothing_up()
    {
        var queue = new LoadQueue(_limits, new InsertSharing());
        queue.Add(Requests.Many(_domains[2], 1000), _now);
        for (var batch = 0; batch < 40; batch++)
        {
            queue.TryTake(_now, drains: false).ShouldNotBeNull();
        }

        queue.Add(Requests.Many(_domains[3], 1000), _now);
        var order = Enumerable.Range(0, 10).Select(_ => queue.TryTake(_now, drains: false)!.Domain).ToList();
        order.Count(domain => domain == _domains[3]).ShouldBeInRange(4, 6, "both are Low");
    }

    private static double Share(Domain domain, double work) => work / FairShare.WeightOf(domain.Priority);

    // A batch is full or one object, which may be larger than a batch.
    private static double Largest => FairShare.WorkOf(new LoadBatch(Requests.Many(_domains[0], 20, bytes: 0))) + (100 << 20);
}
