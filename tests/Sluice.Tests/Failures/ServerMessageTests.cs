using ClickHouse.Driver;
using Sluice.Failures;

namespace Sluice.Tests.Failures;

[Trait("Category", "Unit")]
public sealed class ServerMessageTests
{
    /// <summary>Words by which something is decided, each as a part of a key.</summary>
    public static TheoryData<string> Words =>
    [
        "ExpiredToken", "NoSuchKey", "NoSuchBucket", "SlowDown", "AccessDenied", "InternalError", "PermanentRedirect", "part-00403", "part-00404", "HTTP response code: 404", "HTTP response code: 503",
        "(S3_ERROR)", "parquet::", "(total) memory limit", "while pushing to view", "Sluice: the object was overwritten", "Sluice: the insert came after its deadline", "_sluice_load_id",
        "' in bucket 'b' (NoSuchKey)", "): NoSuchKey", "%4eoSuchKey", "a.parquet NoSuchKey",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public void A_word_in_a_key_is_nothing_that_S3_or_ClickHouse_said(string word)
    {
        var key = $"market/prices/ds={word}/{word}.parquet";
        foreach (var path in (string[])[key, $"bucket/{key}", Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal), key.Replace("'", "\\'", StringComparison.Ordinal)])
        {
            Said($"No response body.. HTTP response code: 403: while reading '{path}' in bucket 'b' on disk 'StorageS3'", 499).ShouldBe((ErrorKind.Permission, null), path);
            Said($"Connection refused: while reading '{path}' in bucket 'b'", 499).ShouldBe((ErrorKind.Connection, Sink.S3), path);
            Said($"The structure cannot be extracted: (in file/uri {path}): While executing", 636).ShouldBe((ErrorKind.Format, null), path);
            Said($"Query memory limit exceeded: (in file/uri {path})", 241).ShouldBe((ErrorKind.Memory, null), path);
        }

        (ErrorKind, Sink?) Said(string text, int code)
        {
            var failure = FailureClassifier.Classify(ServerMessage.WithoutPaths(Exception(text, code), ["market/prices/ds=1/a.parquet", key]));
            failure.Reason.ShouldNotContain(word.Length > 20 ? word : key);
            return (failure.Kind, failure.Sink);
        }
    }

    [Fact]
    public void A_key_that_begins_another_leaves_nothing_of_it()
    {
        string[] keys = ["market/t/p/a.parquet", "market/t/p/a.parquet ExpiredToken.parquet"];

        ServerMessage.WithoutPaths(Exception($"HTTP response code: 404: while reading '{keys[1]}'", 499), keys).Message.ShouldNotContain("ExpiredToken");
    }

    [Fact]
    public void What_ClickHouse_repeats_cannot_change_how_a_line_reads()
    {
        var reason = FailureClassifier.Classify(Exception("Cannot parse string 'a\r\u001b[31m\u202eb' as UInt64", 6)).Reason;

        reason.ShouldContain("'a\\u000D\\u001B[31m\\u202Eb'");
        reason.ShouldEndWith("ClickHouse code 6)");
    }

    private static ClickHouseServerException Exception(string text, int code) => new($"Code: {code}. DB::Exception: {text}. (NAME) (version 26.7.2.1)", "INSERT", code);
}
