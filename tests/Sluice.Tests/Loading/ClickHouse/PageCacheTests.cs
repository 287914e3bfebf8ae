using Sluice.Loading.ClickHouse;

namespace Sluice.Tests.Loading.ClickHouse;

[Trait("Category", "Unit")]
public sealed class PageCacheTests
{
    [Theory]
    [InlineData("26.2.1.1", true)]
    [InlineData("26.7.3.1", true)]
    [InlineData("26.1.9.9", false)]
    [InlineData("25.8.2.29", false)]
    [InlineData("", false)]
    public void A_server_that_does_not_know_the_setting_is_not_sent_it(string version, bool isKnown) => PageCache.IsKnownTo(version).ShouldBe(isKnown);

    [Fact]
    public void Only_objects_that_are_known_to_be_small_are_kept()
    {
        PageCache.Takes([1, PageCache.MaxObjectBytes]).ShouldBeTrue();
        PageCache.Takes([1, PageCache.MaxObjectBytes + 1]).ShouldBeFalse("it would push out the others");
        PageCache.Takes([1, null]).ShouldBeFalse("nobody knows how large it is");
    }
}
