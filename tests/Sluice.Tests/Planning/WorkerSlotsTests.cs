using Sluice.Planning;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class WorkerSlotsTests
{
    [Fact]
    public async Task No_more_enter_than_the_limit_says_and_a_limit_that_moves_holds_at_once()
    {
        var slots = new WorkerSlots(2);
        await slots.EnterAsync();
        slots.AreBusy.ShouldBeFalse();
        await slots.EnterAsync();
        slots.AreBusy.ShouldBeTrue();
        var third = slots.EnterAsync();
        third.IsCompleted.ShouldBeFalse();

        slots.Limit = 3;
        await third;
        slots.Limit = 1;
        var fourth = slots.EnterAsync();
        slots.Leave();
        slots.Leave();
        fourth.IsCompleted.ShouldBeFalse("one still runs, and one may");
        slots.Leave();
        await fourth;
    }
}
