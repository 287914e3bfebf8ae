using Sluice.Bench.Fuzz;

namespace Sluice.Tests.Fuzz;

[Trait("Category", "Unit")]
public sealed class SqlTokenizerTests
{
    [Theory]
    [InlineData("SELECT 'it\\'s', 1", "Word:SELECT Literal:it's Sign:, Number:1")]
    [InlineData("'a''b\\\\' 'c'", "Literal:a'b\\ Literal:c")]
    [InlineData("'\\x27\\n\\d'", "Literal:'\n\\d")]
    [InlineData("`a\\`b`.\"c\"", "QuotedName:a`b Sign:. QuotedName:c")]
    [InlineData("''; DROP -- x", "Literal: Sign:; Word:DROP Comment:-- x")]
    [InlineData("1/* ' */2", "Number:1 Comment:/* ' */ Number:2")]
    [InlineData("a # c\nb", "Word:a Comment:# c\n Word:b")]
    [InlineData("$t$ ' $t$ a", "Literal:$t$ ' $t$ Word:a")]
    [InlineData("'open", "Error:open")]
    [InlineData("/* open", "Error:/* open")]
    [InlineData("a ‘b’", "Word:a Error:‘ Word:b Error:’")]
    public void A_statement_falls_into_the_tokens_that_ClickHouse_sees(string sql, string tokens) =>
        string.Join(' ', SqlTokenizer.Read(sql).Select(token => $"{token.Kind}:{token.Text}")).ShouldBe(tokens);
}
