using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Tests.Ledger;

[Trait("Category", "Unit")]
public sealed class ContentRangesTests
{
    private static readonly HashSet<string> _columns = ["id", "day"];

    [Fact]
    public void Other_values_of_the_same_columns_are_other_content()
    {
        var (one, other) = (Of("schema", ("id", "1", "20"), ("day", "5", "5")), Of("schema", ("id", "1", "21"), ("day", "5", "5")));

        other.Columns.ShouldBe(one.Columns);
        other.Values.ShouldNotBe(one.Values);
    }

    [Fact]
    public void The_same_values_are_the_same_content_whatever_their_order() =>
        Of("schema", ("id", "1", "20"), ("day", "5", "5")).ShouldBe(Of("schema", ("day", "5", "5"), ("id", "1", "20")));

    [Theory]
    [InlineData("schema", "id", "a column less is known")]
    [InlineData("other", "day", "a value may mean another in another schema")]
    public void What_cannot_be_compared_is_not(string schema, string second, string why) =>
        Of(schema, ("id", "1", "20"), (second, "5", "5")).Columns.ShouldNotBe(Of("schema", ("id", "1", "20"), ("day", "5", "5")).Columns, why);

    [Fact]
    public void A_column_that_is_not_in_the_table_as_it_is_in_the_object_tells_nothing() =>
        Of("schema", ("id", "1", "20"), ("extra", "1", "1")).ShouldBe(Of("schema", ("id", "1", "20"), ("extra", "2", "2")));

    [Fact]
    public void Where_nothing_is_known_nothing_is_told() => Of("schema", ("extra", "1", "1")).ShouldBe(default);

    private static ContentRanges Of(string schema, params (string Column, string Minimum, string Maximum)[] ranges) => ContentRanges.Of(
        new ObjectFooter("etag", 20, 100, schema, [.. ranges.DistinctBy(range => range.Column).Select(range => new FooterRange(range.Column, range.Minimum, range.Maximum))]), _columns);
}
