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
}
