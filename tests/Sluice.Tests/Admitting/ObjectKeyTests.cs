using System.Text;
using CsCheck;
using Sluice.Admitting;

namespace Sluice.Tests.Admitting;

[Trait("Category", "Unit")]
public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("market/prices/ds=2025-09-10/part-001.parquet", "prices", "ds=2025-09-10")]
    [InlineData("market/prices/ds=2025-09-10/hour=07/part-001.parquet", "prices", "ds=2025-09-10/hour=07")]
    [InlineData("market/prices_v2/2025 09 10/a+b%20c.parquet", "prices_v2", "2025 09 10")]
    [InlineData("market/prices/지역=서울/시세.parquet", "prices", "지역=서울")]
    [InlineData("market/prices/it's/\"q\".parquet", "prices", "it's")]
    [InlineData("market/_t/p/.parquet", "_t", "p")]
    public void Table_and_partition_come_from_the_key(string key, string table, string partition)
    {
        var parsed = ObjectKey.TryParse(Some.Domain(), key, out var reason);

        reason.ShouldBeNull();
        parsed.ShouldBe(new ObjectKey(table, partition));
    }

    [Theory]
    [InlineData("customer/prices/ds=1/a.parquet", "does not start with market/")]
    [InlineData("Market/prices/ds=1/a.parquet", "does not start with market/")]
    [InlineData("market/prices/ds=1/a.csv", "does not end in .parquet")]
    [InlineData("market/prices/ds=1/a.PARQUET", "does not end in .parquet")]
    [InlineData("market/prices/a.parquet", "no partition")]
    [InlineData("market/a.parquet", "no partition")]
    [InlineData("market/.parquet", "no partition")]
    [InlineData("market/prices//a.parquet", "empty, . or .. segment")]
    [InlineData("market//ds=1/a.parquet", "empty, . or .. segment")]
    [InlineData("market/prices/../a.parquet", "empty, . or .. segment")]
    [InlineData("market/prices/./a.parquet", "empty, . or .. segment")]
    [InlineData("market/1prices/ds=1/a.parquet", "cannot name a table")]
    [InlineData("market/pri-ces/ds=1/a.parquet", "cannot name a table")]
    [InlineData("market/prices;DROP/ds=1/a.parquet", "cannot name a table")]
    [InlineData("market/시세/ds=1/a.parquet", "cannot name a table")]
    [InlineData("market/customer.t/ds=1/a.parquet", "cannot name a table")]
    [InlineData("market/prices/ds=*/a.parquet", "pattern of other objects")]
    [InlineData("market/prices/ds=1/a?.parquet", "pattern of other objects")]
    [InlineData("market/prices/ds=1/x{b,c}.parquet", "pattern of other objects")]
    [InlineData("market/prices/ds=1/a\\b.parquet", "backslash")]
    [InlineData("market/prices/ds=1/a.zip :: b.parquet", "inside an archive")]
    [InlineData("market/prices/ds=1/a\nb.parquet", "control character")]
    [InlineData("market/prices/ds=1/a\0b.parquet", "control character")]
    public void A_key_that_does_not_fit_is_refused_with_the_reason(string key, string expected)
    {
        ObjectKey.TryParse(Some.Domain(), key, out var reason).ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void A_lone_half_of_a_surrogate_pair_is_refused()
    {
        ObjectKey.TryParse(Some.Domain(), "market/prices/ds=1/a\ud800b.parquet", out var reason).ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain("not valid Unicode");
    }

    [Fact]
    public void A_key_may_have_1024_bytes_and_no_more()
    {
        const string start = "market/prices/";
        const string end = "/a.parquet";
        var longest = start + new string('d', 1024 - start.Length - end.Length) + end;
        var hangul = start + string.Concat(Enumerable.Repeat("한", 334)) + end;

        ObjectKey.TryParse(Some.Domain(), longest, out _).ShouldNotBeNull();
        ObjectKey.TryParse(Some.Domain(), longest.Insert(20, "d"), out var reason).ShouldBeNull();
        reason.ShouldNotBeNull().ShouldContain("1024 bytes");
        hangul.Length.ShouldBeLessThan(1024);
        ObjectKey.TryParse(Some.Domain(), hangul, out _).ShouldBeNull("bytes count, not characters");
    }

    [Fact]
    public void Whatever_is_parsed_can_be_put_together_again()
    {
        var segment = Gen.Char["ab 1+%=&'\"#[]~한글é😀._-"].Array[1, 12].Select(chars => new string(chars)).Where(text => text is not ("." or ".."));
        Gen.Select(segment.Array[1, 4], segment).Sample((partition, file) =>
        {
            var key = $"market/t_1/{string.Join('/', partition)}/{file}.parquet";
            if (!key.IsWellFormed())
            {
                return;
            }

            var parsed = ObjectKey.TryParse(Some.Domain(), key, out var reason);
            reason.ShouldBeNull(key);
            $"market/{parsed!.TableName}/{parsed.Partition}/{file}.parquet".ShouldBe(key);
        });
    }

    [Fact]
    public void No_string_makes_the_parser_throw_and_none_with_a_glob_passes()
    {
        Gen.String.Select(text => $"market/t/{text}.parquet").Sample(key =>
        {
            var parsed = ObjectKey.TryParse(Some.Domain(), key, out var reason);
            (parsed is null).ShouldBe(reason is not null);
            if (parsed is not null)
            {
                key.ShouldNotContain('*');
                key.ShouldNotContain('?');
                key.ShouldNotContain('{');
                Encoding.UTF8.GetByteCount(key).ShouldBeLessThanOrEqualTo(1024);
            }
        });
    }
}

file static class Unicode
{
    /// <summary>Random characters can leave half of a surrogate pair, which is no S3 key.</summary>
    public static bool IsWellFormed(this string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
