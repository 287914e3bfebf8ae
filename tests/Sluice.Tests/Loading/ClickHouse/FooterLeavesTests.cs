using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;

namespace Sluice.Tests.Loading.ClickHouse;

[Trait("Category", "Unit")]
public sealed class FooterLeavesTests
{
    [Fact]
    public void Row_groups_are_put_together()
    {
        var column = Of("INT64", (1, "-5", "7"), (2, "3", "18446744073709551615"));

        column.ShouldBe(new ColumnStatistics("n", IsWhole: true, 3, new ValueRange(-5, ulong.MaxValue), IsOrdered: true));
        ColumnStatistics.RangesOf([column]).ShouldBe([new FooterRange("n", "-5", "18446744073709551615")]);
    }

    [Fact]
    public void What_one_row_group_does_not_say_nobody_knows()
    {
        Of("INT32", (null, "1", "2"), (0, "1", "2")).NullCount.ShouldBeNull();
        Of("INT32", (0, "1", "2"), (0, null, "2")).Range.ShouldBeNull();
        Of("INT32", (0, "1", "2"), (0, "1", "2.5")).Range.ShouldBeNull();
        ColumnStatistics.RangesOf([Of("INT32", (0, "1", "2"), (0, "1", null))]).ShouldBeEmpty();
    }

    [Fact]
    public void Bounds_of_which_the_least_is_the_greater_tell_no_object_from_another()
    {
        var column = Of("INT64", (0, "0", "9"), (0, "5", "-1"));

        column.IsOrdered.ShouldBeFalse();
        ColumnStatistics.RangesOf([column]).ShouldBeEmpty();
    }

    [Fact]
    public void Only_whole_numbers_tell_objects_apart() => ColumnStatistics.RangesOf([Of("BYTE_ARRAY", (0, "1", "2"))]).ShouldBeEmpty();

    [Fact]
    public void Nested_leaves_and_footers_without_row_groups_say_nothing()
    {
        new FooterLeaves(["n"], ["n.list.element"], ["INT64"], [[0]], [["1"]], [["2"]]).Statistics().ShouldBeEmpty();
        new FooterLeaves(["n"], ["n"], ["INT64"], [], [], []).Statistics().ShouldBeEmpty();
    }

    [Fact]
    public void Of_many_columns_the_first_by_name_tell_objects_apart()
    {
        var columns = Enumerable.Range(0, 40).Reverse().Select(n => new ColumnStatistics($"c{n:00}", true, 0, new ValueRange(n, n), true));

        ColumnStatistics.RangesOf(columns).Select(range => range.Column).ShouldBe(Enumerable.Range(0, 32).Select(n => $"c{n:00}"));
    }

    private static ColumnStatistics Of(string type, params (ulong? Nulls, string? Minimum, string? Maximum)[] groups) => new FooterLeaves(
        ["n"], ["n"], [type], [.. groups.Select(group => new[] { group.Nulls })], [.. groups.Select(group => new[] { group.Minimum })], [.. groups.Select(group => new[] { group.Maximum })])
        .Statistics().ShouldHaveSingleItem();
}
