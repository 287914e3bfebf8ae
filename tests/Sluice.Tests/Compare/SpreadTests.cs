using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Tests.Compare;

[Trait("Category", "Unit")]
public sealed class SpreadTests
{
    [Fact]
    public void The_median_is_the_middle_one_or_the_mean_of_the_two_in_the_middle()
    {
        Spread.Of([9, 1, 4]).ShouldBe(new Spread(4, 1, 9));
        Spread.Of([9, 1, 4, 5]).ShouldBe(new Spread(4.5, 1, 9));
        Spread.Of([7]).ShouldBe(new Spread(7, 7, 7));
        Spread.Of([]).ShouldBeNull();
    }

    [Fact]
    public void A_ratio_is_that_of_each_round_so_that_a_slow_moment_of_the_machine_hits_both_sides()
    {
        var result = Measured.Rounds(
            Workload.Small,
            [Measured.Turn(Names.Sluice, 1), Measured.Turn(Names.S3Queue, 2)],
            [Measured.Turn(Names.S3Queue, 20), Measured.Turn(Names.Sluice, 10)],
            [Measured.Turn(Names.Sluice, 3), Measured.Turn(Names.S3Queue, 4)]);

        result.Ratio(Names.Sluice, Names.S3Queue).ShouldBe(new Spread(0.5, 0.5, 0.75));
        result.Ratio(Names.S3Queue, Names.Sluice)!.Median.ShouldBe(2);
    }

    [Fact]
    public void A_contender_counts_in_the_rounds_that_it_took_part_in()
    {
        var result = Measured.Rounds(
            Workload.Small,
            [Measured.Turn(Names.Sluice, 1), Measured.Turn(Names.Naive, 30)],
            [Measured.Turn(Names.Sluice, 2)]);

        result.Ratio(Names.Naive, Names.Sluice).ShouldBe(new Spread(30, 30, 30));
        result.Of(Names.Sluice, turn => turn.Elapsed.TotalSeconds).ShouldBe(new Spread(1.5, 1, 2));
        result.Ratio(Names.Sluice, Names.Glob).ShouldBeNull();
    }
}
