using Sluice.Loading;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class PresenceTests
{
    [Theory]
    [InlineData(20, 20, 0, false, "whole")]
    [InlineData(20, 0, 0, false, "none incomplete")]
    [InlineData(20, 13, 0, false, "incomplete")]
    [InlineData(20, 13, 0, true, "")]
    [InlineData(20, 20, 1, false, "")]
    [InlineData(20, 13, 1, false, "")]
    [InlineData(0, 0, 0, false, "whole")]
    public void What_was_found_is_one_of_few(long expected, long found, long extra, bool isTorn, string what)
    {
        var presence = new Presence(expected, found, extra, isTorn);

        string.Join(' ', new[] { (presence.IsWhole, "whole"), (presence.IsNone, "none"), (presence.IsIncomplete, "incomplete") }
            .Where(each => each.Item1).Select(each => each.Item2)).ShouldBe(what);
    }

    [Fact]
    public void What_cannot_be_told_is_neither_there_nor_missing()
    {
        var presence = Presence.Unclear("no way to tell");

        (presence.IsWhole, presence.IsNone, presence.IsIncomplete).ShouldBe((false, false, false));
    }
}
