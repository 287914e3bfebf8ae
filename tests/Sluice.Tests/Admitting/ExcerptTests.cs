using CsCheck;
using Sluice.Admitting;

namespace Sluice.Tests.Admitting;

[Trait("Category", "Unit")]
public sealed class ExcerptTests
{
    [Theory]
    [InlineData("market/시장 100%+1.parquet", "market/시장 100%+1.parquet")]
    [InlineData("a\r\nb\u001b[31m", "a\\u000D\\u000Ab\\u001B[31m")]
    [InlineData("\u202egnp.exe", "\\u202Egnp.exe")]
    public void It_cannot_change_how_a_line_reads(string text, string excerpt) => Excerpt.Of(text).ShouldBe(excerpt);

    [Fact]
    public void Half_of_a_surrogate_pair_is_shown_as_such() => Excerpt.Of("a\ud800b").ShouldBe("a\\uFFFDb");

    [Fact]
    public void It_is_a_line_whatever_it_is_of() => Gen.String[0, 2000].Sample(text =>
    {
        var excerpt = Excerpt.Of(text);
        excerpt.ShouldAllBe(c => !char.IsControl(c));
        excerpt.Length.ShouldBeLessThan((Excerpt.MaxChars * 7) + 1);
    });
}
