using Sluice.Loading.ClickHouse;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class SqlTests
{
    [Theory]
    [InlineData("prices", "`prices`")]
    [InlineData("a`; DROP TABLE x; --", "`a\\`; DROP TABLE x; --`")]
    [InlineData("a\\`b", "`a\\\\\\`b`")]
    public void An_identifier_cannot_end_its_quotes(string name, string quoted) => Sql.Identifier(name).ShouldBe(quoted);

    [Theory]
    [InlineData("it's", "'it\\'s'")]
    [InlineData("\\' OR 1", "'\\\\\\' OR 1'")]
    public void A_literal_cannot_end_its_quotes(string text, string quoted) => Sql.Literal(text).ShouldBe(quoted);
}
