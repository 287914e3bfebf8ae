using Sluice.Ledger;

namespace Sluice.Tests.Ledger;

[Trait("Category", "Unit")]
public sealed class WriteCombinerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_while_a_write_is_under_way_shares_the_next_one()
    {
        var writes = new List<IReadOnlyList<int>>();
        var (began, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var combiner = new WriteCombiner<int>(rows =>
        {
            writes.Add(rows);
            began.TrySetResult();
            return goOn.Task;
        });

        var first = combiner.WriteAsync([1], Stop);
        await began.Task.WaitAsync(Stop);
        var others = Enumerable.Range(2, 5).Select(row => combiner.WriteAsync([row], Stop)).ToList();
        others.ShouldAllBe(other => !other.IsCompleted);
        goOn.SetResult();
        await Task.WhenAll([first, .. others]);

        writes.Select(rows => rows.ToArray()).ShouldBe([[1], [2, 3, 4, 5, 6]]);
    }

    [Fact]
    public async Task A_failed_write_fails_its_own_rows_and_no_later_ones()
    {
        var fail = true;
        var combiner = new WriteCombiner<int>(_ => fail ? Task.FromException(new InvalidOperationException("no")) : Task.CompletedTask);

        await Should.ThrowAsync<InvalidOperationException>(() => combiner.WriteAsync([1], Stop));
        fail = false;
        await combiner.WriteAsync([2], Stop);
    }

    [Fact]
    public async Task Of_many_concurrent_rows_each_is_written_exactly_once()
    {
        var written = new List<int>();
        var combiner = new WriteCombiner<int>(async rows =>
        {
            await Task.Yield();
            written.AddRange(rows);
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), Stop, async (row, token) => await combiner.WriteAsync([row], token));

        written.Order().ShouldBe(Enumerable.Range(0, 2000));
    }
}
