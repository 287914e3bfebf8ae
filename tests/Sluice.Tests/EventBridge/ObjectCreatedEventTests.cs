using CsCheck;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class ObjectCreatedEventTests
{
    private static readonly Gen<string> _key = Gen.OneOf(
        Gen.OneOf("/", "=", "+", "%20", " ", "\"", "'", "\\", "<", "&", "가나다", "é", "🚀"),
        Gen.OneOf("\0", "\n", "\u001f", "\u007f", "\u2028", "\ufeff"),
        Gen.Char.Where(c => !char.IsSurrogate(c)).Select(c => c.ToString()))
        .Array[1, 30].Select(string.Concat);

    [Fact]
    public void It_is_byte_for_byte_the_documented_event() =>
        (ObjectCreatedEvents.Example with { VersionId = "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e" }).ToJson().ShouldBe(
            """
            {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3",
            "account":"111122223333","time":"2021-11-12T00:00:00Z","region":"ca-central-1","resources":["arn:aws:s3:::b"],
            "detail":{"version":"0","event-version":"1.0","bucket":{"name":"b"},
            "object":{"key":"market/trades/ds=2026-01-01/part-0.parquet","size":1025,"etag":"b1946ac92492d2347c6235b4d2611184",
            "version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},
            "request-id":"N4N7GDK58NMKJ12R","requester":"123456789012","source-ip-address":"1.2.3.4","reason":"PutObject"}}
            """.ReplaceLineEndings(""));

    [Fact]
    public void Without_versions_there_is_no_version_id() => ObjectCreatedEvents.Example.ToJson().ShouldNotContain("version-id");

    [Theory]
    [InlineData(nameof(ObjectCreatedReason.PutObject), "PutObject")]
    [InlineData(nameof(ObjectCreatedReason.PostObject), "POST Object")]
    [InlineData(nameof(ObjectCreatedReason.CopyObject), "CopyObject")]
    [InlineData(nameof(ObjectCreatedReason.CompleteMultipartUpload), "CompleteMultipartUpload")]
    public void The_reason_is_the_name_that_S3_uses(string reason, string expected) =>
        (ObjectCreatedEvents.Example with { Reason = Enum.Parse<ObjectCreatedReason>(reason) }).ToElement()
            .GetProperty("detail").GetProperty("reason").GetString().ShouldBe(expected);

    [Fact]
    public void Requester_is_the_owner_unless_told() =>
        (ObjectCreatedEvents.Example with { Requester = null }).ToElement()
            .GetProperty("detail").GetProperty("requester").GetString().ShouldBe("111122223333");

    [Theory]
    [InlineData("시세/é+&<>'.parquet", "시세/é+&<>'.parquet")]
    [InlineData("a%2Fb c", "a%2Fb c")]
    [InlineData("a\"b\\c", @"a\""b\\c")]
    [InlineData("a\nb\0", @"a\nb\u0000")]
    public void The_key_is_verbatim_and_escaped_only_where_JSON_needs_it(string key, string expected) =>
        (ObjectCreatedEvents.Example with { Key = key }).ToJson().ShouldContain($"\"key\":\"{expected}\"");

    [Fact]
    public void Any_key_survives_the_event() => _key.Sample(
        key => (ObjectCreatedEvents.Example with { Key = key }).ToElement()
            .GetProperty("detail").GetProperty("object").GetProperty("key").GetString() == key,
        iter: 5_000);
}
