using CsCheck;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class SinceParserTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("24h", "2026-03-09T12:00:00Z")]
    [InlineData("7d", "2026-03-03T12:00:00Z")]
    [InlineData("90m", "2026-03-10T10:30:00Z")]
    [InlineData("30s", "2026-03-10T11:59:30Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T12:30:00", "2026-01-31T12:30:00Z")]
    [InlineData("2026-01-31T12:30:00+09:00", "2026-01-31T03:30:00Z")]
    public void A_time_or_a_duration_back_from_now(string text, string time) =>
        SinceParser.TryParse(text, _now).ShouldBe(DateTimeOffset.Parse(time).UtcDateTime);

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("24")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("01/02/2026")]
    [InlineData("2026-13-01")]
    [InlineData("99999999999999999999d")]
    [InlineData("9999999d")]
    public void Anything_else_is_refused(string text) => SinceParser.TryParse(text, _now).ShouldBeNull();

    [Fact]
    public void No_text_makes_it_fail() => Gen.String.Sample(text => _ = SinceParser.TryParse(text, _now));
}
