using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class S3AddressTests
{
    [Theory]
    [InlineData("s3://b/k", "k")]
    [InlineData("s3://b/market/t/ds=1/a b+c%20.parquet", "market/t/ds=1/a b+c%20.parquet")]
    [InlineData("s3://b//k/", "/k/")]
    public void The_key_is_taken_as_it_is(string text, string key) => S3Address.Parse(text, "b").ShouldBe(new S3Address("b", key));

    [Theory]
    [InlineData("")]
    [InlineData("s3://")]
    [InlineData("s3://b")]
    [InlineData("s3://b/")]
    [InlineData("s3:///k")]
    [InlineData("S3://b/k")]
    [InlineData("b/k")]
    [InlineData("https://b.s3.amazonaws.com/k")]
    public void What_is_no_address_is_refused_with_what_is_expected(string text)
    {
        var refused = Should.Throw<OperationException>(() => S3Address.Parse(text, "b"));
        (refused.Fault, refused.Message).ShouldBe((OperationFault.BadInput, $"\"{text}\" is not the address of an object: expected s3://b/<key>."));
    }

    [Fact]
    public void Another_bucket_is_named() =>
        Should.Throw<OperationException>(() => S3Address.Parse("s3://other/k", "b")).Message.ShouldContain("is in bucket other, and the configuration is about b");
}
