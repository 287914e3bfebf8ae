using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Tests.Configuration;

[Trait("Category", "Unit")]
public sealed class ClusterSettingsTests
{
    [Fact]
    public void Shards_are_in_the_order_of_their_numbers()
    {
        var errors = new List<ConfigurationError>();
        var options = new ClusterOptions { Name = "main", Shards = { ["2"] = "http://b:8123", ["1"] = "http://a:8123" } };
        ClusterSettings.Resolve(options, errors)!.Shards.ShouldBe([new Uri("http://a:8123"), new Uri("http://b:8123")]);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public void Without_the_section_there_is_no_cluster() => ClusterSettings.Resolve(new ClusterOptions(), []).ShouldBeNull();

    [Theory]
    [InlineData("", "1", "http://a:8123", "2", "http://b:8123", "cluster:name")]
    [InlineData("main", "1", "http://a:8123", "3", "http://b:8123", "cluster:shards:3")]
    [InlineData("main", "1", "http://a:8123", "02", "http://b:8123", "cluster:shards:02")]
    [InlineData("main", "1", "http://a:8123", "2", "http://a:8123", "cluster:shards:2")]
    [InlineData("main", "1", "a:8123", "2", "http://b:8123", "cluster:shards:1")]
    public void What_is_wrong_is_named(string name, string first, string firstUrl, string second, string secondUrl, string key)
    {
        var errors = new List<ConfigurationError>();
        ClusterSettings.Resolve(new ClusterOptions { Name = name, Shards = { [first] = firstUrl, [second] = secondUrl } }, errors);
        errors.ShouldHaveSingleItem().Key.ShouldBe(key);
    }
}
