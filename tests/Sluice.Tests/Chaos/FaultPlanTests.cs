using Sluice.ChaosTests.Plan;

namespace Sluice.Tests.Chaos;

[Trait("Category", "Unit")]
public sealed class FaultPlanTests
{
    [Fact]
    public void The_same_seed_gives_the_same_plan() => Plan(7).ShouldBe(Plan(7));

    [Fact]
    public void Another_seed_gives_another_plan() => Plan(7).ShouldNotBe(Plan(8));

    [Fact]
    public void A_run_of_500_meets_every_combination_of_kind_step_and_moment() =>
        Combinations(500).ShouldBe(Combinations(5000), ignoreOrder: true);

    [Fact]
    public void Overwrites_can_be_left_out() =>
        new FaultPlan(7, agents: 2, overwrites: false).Faults().Take(500).ShouldAllBe(fault => fault.Kind != FaultKind.Overwrite);

    private static HashSet<object> Combinations(int faults) =>
        [.. new FaultPlan(7, agents: 2, overwrites: true).Faults().Take(faults).Select(fault => (object)(fault.Kind, fault.Step, fault.Moment))];

    private static List<PlannedFault> Plan(int seed) => [.. new FaultPlan(seed, agents: 2, overwrites: true).Faults().Take(500)];
}
