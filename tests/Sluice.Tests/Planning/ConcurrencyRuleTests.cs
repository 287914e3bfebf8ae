using Sluice.Loading.ClickHouse;
using Sluice.Planning;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class ConcurrencyRuleTests
{
    private readonly ConcurrencyRule _rule = new(5, 20);

    [Fact]
    public void It_grows_while_that_loads_more_and_never_beyond_its_limit()
    {
        Limits(12, limit => limit * 100).ShouldBe([7, 9, 11, 13, 15, 17, 19, 20, 20, 20, 20, 20]);
    }

    [Fact]
    public void A_step_that_brings_nothing_is_taken_back_and_tried_again_later()
    {
        // Nine workers are as fast as seven.
        var limits = Limits(16, limit => Math.Min(limit, 7) * 100);
        limits[..3].ShouldBe([7, 9, 7]);
        limits[3..15].ShouldAllBe(limit => limit == 7);
        limits[15].ShouldBe(9);
    }

    [Fact]
    public void Where_nothing_is_loaded_no_step_is_judged()
    {
        _rule.Next(Nothing()).ShouldBe(7, "the backlog alone says so");
        Enumerable.Range(0, 100).Select(_ => _rule.Next(Nothing())).ShouldAllBe(limit => limit == 7);

        static ConcurrencySample Nothing() => new(true, default, false);
    }

    [Fact]
    public void A_step_is_judged_when_as_many_batches_as_workers_have_ended()
    {
        var one = new ConcurrencySample(true, new LoadedWork(1, 1000, TimeSpan.FromMinutes(1)), false);
        _rule.Next(one).ShouldBe(7);
        Enumerable.Range(0, 6).Select(_ => _rule.Next(one)).ShouldAllBe(limit => limit == 7);
        _rule.Next(one).ShouldBe(9);
        Enumerable.Range(0, 8).Select(_ => _rule.Next(one)).ShouldAllBe(limit => limit == 9);
        _rule.Next(one).ShouldBe(11);
    }

    [Fact]
    public void It_goes_back_when_nothing_waits()
    {
        Limits(3, limit => limit);
        Enumerable.Range(0, 8).Select(_ => _rule.Next(Look(0, isBacklogged: false))).ShouldBe([10, 9, 8, 7, 6, 5, 5, 5]);
    }

    [Fact]
    public void It_gives_way_to_a_strained_server_but_not_below_its_minimum()
    {
        Limits(8, limit => limit);
        Enumerable.Range(0, 6).Select(_ => _rule.Next(Look(100, isStrained: true))).ShouldBe([15, 11, 8, 6, 5, 5]);
        _rule.Next(Look(100)).ShouldBe(5, "it rests before it grows again");
    }

    [Fact]
    public void A_server_is_strained_by_parts_by_memory_and_by_queries_and_what_it_does_not_tell_counts_as_no()
    {
        ConcurrencySample.Strains(new ServerHealth()).ShouldBeFalse();
        ConcurrencySample.Strains(new ServerHealth { Load = new ServerLoad(3, 2, 80, 0) }).ShouldBeFalse();
        ConcurrencySample.Strains(new ServerHealth { Load = new ServerLoad(3, 2, 80, 1) }).ShouldBeTrue("it makes inserts wait");
        ConcurrencySample.Strains(Health(new ServerLoad(79, 0, 79), 100)).ShouldBeFalse();
        ConcurrencySample.Strains(Health(new ServerLoad(80, 0, 0), 100)).ShouldBeTrue();
        ConcurrencySample.Strains(Health(new ServerLoad(0, 0, 80), 100)).ShouldBeTrue();
        ConcurrencySample.Strains(Health(new ServerLoad(80, 0, 80), 0)).ShouldBeFalse("0 is no limit");
        ConcurrencySample.Strains(Parts(499)).ShouldBeFalse();
        ConcurrencySample.Strains(Parts(500)).ShouldBeTrue();
    }

    private static ServerHealth Health(ServerLoad load, long limit) => new() { Load = load, Limits = new ServerLimits(limit, limit) };

    private static ServerHealth Parts(long most) => new() { Parts = new Dictionary<string, PartCount> { ["market"] = new(1000, most) } };

    /// <summary>A look at many loads, of which all workers together do so much in a second.</summary>
    private ConcurrencySample Look(double work, bool isBacklogged = true, bool isStrained = false) =>
        new(isBacklogged, new LoadedWork(100, (long)(work * 1000), TimeSpan.FromSeconds(_rule.Limit)), isStrained);

    private List<int> Limits(int looks, Func<int, double> workOf) =>
        [.. Enumerable.Range(0, looks).Select(_ => _rule.Next(Look(workOf(_rule.Limit))))];
}
