using CsCheck;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class WildcardPatternTests
{
    // Few letters, so that literals repeat and overlap
    private static readonly Gen<string> _text = Gen.String[Gen.Char[@"ab*\"], 0, 12];

    // A token is a wildcard ("*"), or a character that stands for itself
    private static readonly Gen<string[]> _tokens = Gen.OneOf("*", "a", "b", @"\*", @"\\").Array[0, 6]
        .Where(tokens => !tokens.Zip(tokens.Skip(1)).Any(pair => pair is ("*", "*")));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a*", "a", true)]
    [InlineData("*a*", "bab", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("*ab*ab", "ab", false)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*c*b", "a-b-b-c", false)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "axb", false)]
    [InlineData(@"a\\*", @"a\b", true)]
    [InlineData(@"a\\*", "ab", false)]
    [InlineData(@"*\**", "a*b", true)]
    [InlineData("a?c", "abc", false)]
    [InlineData("a.c", "abc", false)]
    public void An_asterisk_stands_for_any_characters_or_none(string operand, string text, bool expected) =>
        WildcardPattern.Parse(operand).Matches(text).ShouldBe(expected);

    [Fact]
    public void It_matches_what_trying_every_split_matches() =>
        Gen.Select(_tokens, _text).Sample(
            (tokens, text) => WildcardPattern.Parse(string.Concat(tokens)).Matches(text) == MatchesNaively(tokens, text),
            iter: 20_000);

    [Fact]
    public void It_matches_every_text_that_is_made_from_it() =>
        Gen.Select(_tokens, _text).Sample(
            (tokens, filler) => WildcardPattern.Parse(string.Concat(tokens))
                .Matches(string.Concat(tokens.Select(token => token == "*" ? filler : token[^1..]))),
            iter: 10_000);

    private static bool MatchesNaively(ReadOnlySpan<string> tokens, string text)
    {
        if (tokens.IsEmpty)
        {
            return text.Length == 0;
        }

        if (tokens[0] != "*")
        {
            return text.StartsWith(tokens[0][^1]) && MatchesNaively(tokens[1..], text[1..]);
        }

        for (var taken = 0; taken <= text.Length; taken++)
        {
            if (MatchesNaively(tokens[1..], text[taken..]))
            {
                return true;
            }
        }

        return false;
    }
}
