using Sluice.Planning;
using Sluice.Topology;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class LoadQueueTests
{
    private const long MiB = 1 << 20;

    private static readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(200);
    private static readonly Domain _market = Some.Domain(), _customer = Some.Domain("customer"), _product = Some.Domain("product");

    private readonly InsertSharing _sharing = new();
    private readonly LoadQueue _queue;

    public LoadQueueTests() => _queue = new LoadQueue(new BatchLimits(100, 64 * MiB, _linger), _sharing);

    [Fact]
    public void A_single_object_of_an_idle_queue_goes_at_once()
    {
        _queue.Add([Requests.Of(_market)], _now);

        Take().Requests.Count.ShouldBe(1);
        _queue.Count.ShouldBe(0);
        _queue.TryTake(_now, drains: true).ShouldBeNull();
    }

    [Fact]
    public void While_the_queue_has_more_a_batch_waits_until_it_is_full()
    {
        _queue.Expect(_market, isMoreExpected: true);
        for (var receive = 0; receive < 9; receive++)
        {
            _queue.Add(Requests.Many(_market, 10), _now);
            _queue.TryTake(_now, drains: false).ShouldBeNull();
        }

        _queue.Add(Requests.Many(_market, 10), _now);
        Take().Requests.Count.ShouldBe(100);
    }

    [Fact]
    public void It_waits_no_longer_than_its_linger()
    {
        _queue.Expect(_market, isMoreExpected: true);
        _queue.Add(Requests.Many(_market, 10), _now);
        _queue.Add(Requests.Many(_market, 10), _now + (_linger / 2));

        _queue.NextRipe().ShouldBe(_now + _linger);
        _queue.TryTake(_now + _linger - TimeSpan.FromTicks(1), drains: false).ShouldBeNull();
        _queue.TryTake(_now + _linger, drains: false)!.Requests.Count.ShouldBe(20);
    }

    [Fact]
    public void It_waits_no_longer_when_the_queue_turns_out_to_be_empty_or_the_agent_stops()
    {
        _queue.Expect(_market, isMoreExpected: true);
        _queue.Add(Requests.Many(_market, 10), _now);
        _queue.TryTake(_now, drains: true)!.Requests.Count.ShouldBe(10);

        _queue.Add(Requests.Many(_market, 10), _now);
        _queue.Expect(_market, isMoreExpected: false);
        Take().Requests.Count.ShouldBe(10);
    }

    [Fact]
    public void Bytes_bound_a_batch_and_an_object_that_is_larger_goes_alone()
    {
        _queue.Add(Requests.Many(_market, 10, bytes: 7 * MiB), _now);
        _queue.Add([Requests.Of(_market, bytes: 150 * MiB), Requests.Of(_market)], _now);

        Take().Requests.Count.ShouldBe(9);
        Take().Requests.Count.ShouldBe(1);
        Take().Requests.ShouldHaveSingleItem().FileSize.ShouldBe(150 * MiB);
        Take().Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public void Tables_do_not_share_a_batch_and_the_one_that_waited_longest_goes_first()
    {
        _queue.Add(Requests.Many(_market, 2, "b"), _now);
        _queue.Add(Requests.Many(_market, 3, "a"), _now + TimeSpan.FromMilliseconds(1));
        _queue.Add(Requests.Many(_market, 4, "b"), _now + TimeSpan.FromMilliseconds(2));

        var later = _now + TimeSpan.FromMilliseconds(3);
        var (first, second) = (_queue.TryTake(later, drains: false)!, _queue.TryTake(later, drains: false)!);
        (first.TableName, first.Requests.Count).ShouldBe(("b", 6));
        (second.TableName, second.Requests.Count).ShouldBe(("a", 3));
    }

    [Fact]
    public void An_object_whose_message_names_no_entity_tag_goes_alone()
    {
        _queue.Add([Requests.Of(_market, etag: null), Requests.Of(_market, etag: null), Requests.Of(_market), Requests.Of(_market)], _now);

        new[] { Take(), Take(), Take() }.Select(batch => batch.Requests.Count).Order().ShouldBe([1, 1, 2]);
    }

    [Fact]
    public void Of_what_arrives_at_once_the_higher_priority_goes_first()
    {
        _queue.Add([Requests.Of(_product)], _now);
        _queue.Add([Requests.Of(_customer)], _now);
        _queue.Add([Requests.Of(_market)], _now);

        new[] { Take(), Take(), Take() }.Select(batch => batch.Domain.Name).ShouldBe(["market", "customer", "product"]);
    }

    [Fact]
    public void What_lingers_keeps_nobody_else_waiting()
    {
        _queue.Expect(_market, isMoreExpected: true);
        _queue.Add(Requests.Many(_market, 10), _now);
        _queue.Add([Requests.Of(_product)], _now);

        Take().Domain.ShouldBe(_product);
    }

    [Fact]
    public void Where_objects_share_no_INSERT_a_batch_is_what_one_receive_brings()
    {
        _sharing.Note(_market, "apart", isShared: false);
        _queue.Add(Requests.Many(_market, 30, "apart"), _now);
        Take().Requests.Count.ShouldBe(_market.BatchSizeMax);

        _sharing.Note(_market, "apart", isShared: true);
        Take().Requests.Count.ShouldBe(30 - _market.BatchSizeMax, "somebody has prepared the table");
    }

    [Fact]
    public void Objects_of_unknown_size_are_not_taken_for_small_ones()
    {
        _queue.Add(Requests.Many(_market, 30, bytes: null), _now);

        Take().Requests.Count.ShouldBe(10);
    }

    private LoadBatch Take() => _queue.TryTake(_now, drains: false).ShouldNotBeNull();
}
