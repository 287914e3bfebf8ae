using Sluice.ChaosTests.Large;

namespace Sluice.Tests.Chaos;

[Trait("Category", "Unit")]
public sealed class LargeObjectTests
{
    [Fact]
    public void The_rows_of_a_chunk_are_read_from_its_statement() =>
        Chunk.Of("INSERT INTO `a`.`t` (`x`)\nSELECT `x` FROM `sluice`.`staging_1`\nWHERE _sluice_row >= 300 AND _sluice_row < 450 AND 1").ShouldBe(new Chunk(300, 450));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(300, 0)]
    [InlineData(299, 300)]
    [InlineData(301, 300)]
    [InlineData(1001, 300)]
    [InlineData(1200, 300)]
    public void A_reader_may_not_see_that(long count, long chunkRows)
    {
        var seen = new SeenCounts(rows: 1000);

        seen.Add(count, chunkRows, TimeSpan.Zero);

        seen.Partial.ShouldBe(1);
    }

    [Fact]
    public void A_reader_may_see_nothing_and_then_whole_chunks_and_then_all()
    {
        var seen = new SeenCounts(rows: 1000);

        seen.Add(0, 0, TimeSpan.Zero);
        foreach (var count in new long[] { 0, 300, 300, 900, 1000 })
        {
            seen.Add(count, 300, TimeSpan.Zero);
        }

        seen.Partial.ShouldBe(0);
        seen.Seen.Select(each => each.Count).ShouldBe([0, 300, 900, 1000]);
    }

    [Fact]
    public void Rows_that_were_seen_may_not_go_again()
    {
        var seen = new SeenCounts(rows: 1000);

        seen.Add(600, 300, TimeSpan.Zero);
        seen.Add(300, 300, TimeSpan.Zero);

        seen.Partial.ShouldBe(1);
    }

    [Theory]
    [InlineData(10, 10, 7, 0, 0)]
    [InlineData(10, 10, 8, 10, 0)]
    [InlineData(9, 9, 7, 1, 0)]
    [InlineData(12, 10, 7, 0, 2)]
    [InlineData(10, 9, 7, 1, 1)]
    public void What_the_target_holds_is_compared_with_the_file(long rows, long distinct, ulong checksum, long lost, long duplicated)
    {
        var result = new LargeResult(new LargeContent(10, 10, 7), new LargeContent(rows, distinct, checksum), 6, 0, []);

        result.Lost.ShouldBe(lost);
        result.Duplicated.ShouldBe(duplicated);
        result.IsClean.ShouldBe(lost + duplicated == 0);
    }
}
