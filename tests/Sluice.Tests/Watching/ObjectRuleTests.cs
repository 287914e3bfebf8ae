using CsCheck;
using Sluice.Sandbox.EventBridge;
using Sluice.Topology;

namespace Sluice.Tests.Watching;

/// <summary>The rule as the agent reads it is the rule as EventBridge matches it.</summary>
[Trait("Category", "Unit")]
public sealed class ObjectRuleTests
{
    [Theory]
    [InlineData("market/t/p/a.parquet", 1025L, null)]
    [InlineData("market/t/p/a.parquet", null, null)]
    [InlineData("market/t/p/a.parquet", 1024L, "too small: 1,024 bytes, the rule takes more than 1,024")]
    [InlineData("market/t/p/a.parquet.gz", 5000L, "wrong suffix: the rule takes keys that end in .parquet, in lower case")]
    [InlineData("Market/t/p/a.parquet", 5000L, "in no domain: the key begins with none of market/, customer/, analytics/, product/")]
    [InlineData("market", 5000L, "in no domain: the key begins with none of market/, customer/, analytics/, product/")]
    public void It_says_which_part_refuses(string key, long? bytes, string? refusal) => ObjectRule.Refusal(Some.Topology().Domains, key, bytes).ShouldBe(refusal);

    [Fact]
    public void It_takes_the_keys_that_the_wildcard_takes()
    {
        var domain = Some.Domain();
        var wildcard = WildcardPattern.Parse(ObjectRule.KeyWildcard(domain));
        string[] parts = ["market/", "market", "/", "a", ".parquet", ".PARQUET", "", "parquet", "*"];
        var part = Gen.Int[0, parts.Length - 1].Select(index => parts[index]);
        Gen.Select(part, part, part, part, (a, b, c, d) => $"{a}{b}{c}{d}").Sample(
            key => (ObjectRule.DomainOf([domain], key) is not null && ObjectRule.Takes(key, 5000)) == wildcard.Matches(key));
    }
}
