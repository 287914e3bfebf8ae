using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

/// <summary>The pattern of the pipeline's rules (R6) on the events that S3 sends.</summary>
[Trait("Category", "Unit")]
public sealed class ObjectCreatedPatternTests
{
    private static readonly EventPattern _pattern = EventPattern.Parse(
        """
        {"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["b"]},
         "object":{"key":[{"wildcard":"market/*.parquet"}],"size":[{"numeric":[">",1024]}]}}}
        """);

    [Theory]
    [InlineData("market/trades/ds=2026-01-01/part-0.parquet", true)]
    [InlineData("market/.parquet", true)]
    [InlineData("market/시세/a \"b\"\n.parquet", true)]
    [InlineData("market/trades/part-0.csv", false)]
    [InlineData("customer/trades/part-0.parquet", false)]
    [InlineData("raw/market/part-0.parquet", false)]
    [InlineData("market/part-0.parquet.tmp", false)]
    [InlineData("market.parquet", false)]
    [InlineData("Market/part-0.parquet", false)]
    [InlineData("market/part-0.PARQUET", false)]
    public void The_key_needs_both_prefix_and_suffix_in_their_case(string key, bool expected) =>
        Matches(ObjectCreatedEvents.Example with { Key = key }).ShouldBe(expected);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1024, false)]
    [InlineData(1025, true)]
    [InlineData(5_000_000_000, true)]
    public void The_object_must_be_larger_than_1024_bytes(long size, bool expected) =>
        Matches(ObjectCreatedEvents.Example with { SizeBytes = size }).ShouldBe(expected);

    [Fact]
    public void An_object_above_5e9_bytes_is_not_a_number_that_numeric_compares() =>
        Matches(ObjectCreatedEvents.Example with { SizeBytes = 5_000_000_001 }).ShouldBeFalse();

    [Fact]
    public void Another_bucket_does_not_match() => Matches(ObjectCreatedEvents.Example with { Bucket = "bb" }).ShouldBeFalse();

    [Fact]
    public void Prefix_and_suffix_in_one_array_are_or()
    {
        var either = EventPattern.Parse("""{"detail":{"object":{"key":[{"prefix":"market/"},{"suffix":".parquet"}]}}}""");

        either.Matches((ObjectCreatedEvents.Example with { Key = "market/a.csv" }).ToElement()).ShouldBeTrue();
        either.Matches((ObjectCreatedEvents.Example with { Key = "other/a.parquet" }).ToElement()).ShouldBeTrue();
    }

    private static bool Matches(ObjectCreatedEvent @event) => _pattern.Matches(@event.ToElement());
}
