using System.Text;
using CsCheck;
using Sluice.Loading.ClickHouse;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class ObjectUrlTests
{
    private static readonly Uri _endpoint = new("https://s3.ap-northeast-2.amazonaws.com");

    [Theory]
    [InlineData("market/prices/ds=2025-09-10/part-001.parquet", "market/prices/ds%3D2025-09-10/part-001.parquet")]
    [InlineData("market/t/a b+c%20d/x.parquet", "market/t/a%20b%2Bc%2520d/x.parquet")]
    [InlineData("market/t/it's \"q\"/#x.parquet", "market/t/it%27s%20%22q%22/%23x.parquet")]
    [InlineData("market/t/서울/x.parquet", "market/t/%EC%84%9C%EC%9A%B8/x.parquet")]
    public void Each_segment_is_percent_encoded(string key, string encoded) =>
        ObjectUrl.Of(_endpoint, "bucket", key).ShouldBe($"https://s3.ap-northeast-2.amazonaws.com/bucket/{encoded}");

    [Fact]
    public void Decoding_the_url_once_gives_the_key_and_no_character_can_leave_the_path() =>
        Gen.String.Where(key => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(key)) == key).Sample(key =>
        {
            var path = ObjectUrl.Of(_endpoint, "bucket", key)["https://s3.ap-northeast-2.amazonaws.com/bucket/".Length..];
            Uri.UnescapeDataString(path).ShouldBe(key);
            path.ShouldAllBe(c => char.IsAsciiLetterOrDigit(c) || "-._~%/".Contains(c));
        });
}
