using CsCheck;
using Sluice.Planning;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class MemoryBudgetTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_workers_never_take_more_than_there_is_and_all_get_what_they_need() =>
        await Gen.Int[1, 1000].Array[1, 200].SampleAsync(async sizes =>
        {
            var budget = new MemoryBudget(1000);
            var next = -1;
            async Task WorkAsync()
            {
                for (var index = Interlocked.Increment(ref next); index < sizes.Length; index = Interlocked.Increment(ref next))
                {
                    using var reserved = await budget.ReserveAsync(sizes[index], Stop);
                    budget.Reserved.ShouldBeInRange(sizes[index], 1000);
                    await Task.Yield();
                }
            }

            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WorkAsync()));
            budget.Reserved.ShouldBe(0);
        }, iter: 50);

    [Fact]
    public async Task A_large_one_is_not_overtaken()
    {
        var budget = new MemoryBudget(10);
        var first = await budget.ReserveAsync(4, Stop);
        var large = budget.ReserveAsync(10, Stop);
        var small = budget.ReserveAsync(1, Stop);
        (large.IsCompleted, small.IsCompleted).ShouldBe((false, false));

        first.Dispose();
        first.Dispose();
        var held = await large;
        small.IsCompleted.ShouldBeFalse("a reservation is given back once");
        held.Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_holds_up_nobody()
    {
        var budget = new MemoryBudget(10);
        using var first = await budget.ReserveAsync(4, Stop);
        using var stop = new CancellationTokenSource();
        var large = budget.ReserveAsync(10, stop.Token);
        var small = budget.ReserveAsync(1, Stop);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(large);
        (await small).Dispose();
        budget.Reserved.ShouldBe(4);
    }

    [Fact]
    public async Task More_than_there_is_is_refused() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => new MemoryBudget(10).ReserveAsync(11, Stop));

    [Fact]
    public async Task A_load_that_needs_less_than_was_expected_gives_the_rest_back()
    {
        var budget = new MemoryBudget(10);
        using var share = await budget.ReserveAsync(8, Stop);
        budget.Use(share);
        var other = budget.ReserveAsync(6, Stop);
        other.IsCompleted.ShouldBeFalse();

        using (await budget.NeedAsync(3, Stop))
        {
            (await other).Dispose();
        }

        budget.Reserved.ShouldBe(3, "what is needed next may be as much");
    }

    [Fact]
    public async Task A_load_that_needs_more_goes_before_those_that_have_not_begun()
    {
        var budget = new MemoryBudget(10);
        using var share = await budget.ReserveAsync(2, Stop);
        var other = await budget.ReserveAsync(6, Stop);
        var next = budget.ReserveAsync(4, Stop);
        budget.Use(share);
        var more = budget.NeedAsync(7, Stop);
        (more.IsCompleted, next.IsCompleted).ShouldBe((false, false));

        other.Dispose();
        await more;
        (share.Bytes, budget.Reserved, next.IsCompleted).ShouldBe((7, 7, false));
    }

    [Fact]
    public async Task Loads_that_all_turn_out_to_need_more_do_not_wait_for_one_another_for_ever() =>
        await Gen.Int[1, 100].Array[2, 40].SampleAsync(async sizes =>
        {
            var budget = new MemoryBudget(100);
            async Task LoadAsync(int size)
            {
                using var share = await budget.ReserveAsync(Math.Min(size, 5), Stop);
                budget.Use(share);
                foreach (var bytes in new[] { size, 1, 100, size })
                {
                    using var needed = await budget.NeedAsync(bytes, Stop);
                    budget.Reserved.ShouldBeInRange(bytes, 100);
                    await Task.Yield();
                }
            }

            await Task.WhenAll(sizes.Select(LoadAsync)).WaitAsync(TimeSpan.FromSeconds(30), Stop);
            budget.Reserved.ShouldBe(0);
        }, iter: 50);

    [Fact]
    public async Task A_load_whose_time_ends_while_it_waits_says_so_and_holds_nothing()
    {
        var budget = new MemoryBudget(10);
        using var other = await budget.ReserveAsync(6, Stop);
        using var share = await budget.ReserveAsync(4, Stop);
        budget.Use(share);
        using var time = new CancellationTokenSource();
        var more = budget.NeedAsync(5, time.Token);

        await time.CancelAsync();
        await Should.ThrowAsync<MemoryBusyException>(more);
        share.Dispose();
        budget.Reserved.ShouldBe(6);
    }
}
