using CsCheck;
using Sluice.Admitting;
using Sluice.Failures;

namespace Sluice.Tests.Admitting;

[Trait("Category", "Unit")]
public sealed class AdmitterTests
{
    private const string Transformed =
        """
        {"bucket":"data-pipeline-curated-dev","key":"market/prices/ds=2025-09-10/part-001.parquet","domain":"market","file_size":1048576,
         "correlation_id":"550e8400-e29b-41d4-a716-446655440000","etag":"b1946ac92492d2347c6235b4d2611184","version_id":"",
         "sequencer":"617f08299329d189","event_time":"2025-09-10T07:00:00Z"}
        """;

    private readonly Admitter _admitter = new(Some.Topology());

    [Fact]
    public void The_transformers_message_becomes_a_request_with_all_seven_fields()
    {
        var request = Admitted(Transformed);

        request.Bucket.ShouldBe("data-pipeline-curated-dev");
        request.Key.ShouldBe("market/prices/ds=2025-09-10/part-001.parquet");
        request.Domain.Name.ShouldBe("market");
        request.TableName.ShouldBe("prices");
        request.Partition.ShouldBe("ds=2025-09-10");
        request.FileSize.ShouldBe(1048576);
        request.CorrelationId.ShouldBe("550e8400-e29b-41d4-a716-446655440000");
        request.ETag.ShouldBe("b1946ac92492d2347c6235b4d2611184");
        request.VersionId.ShouldBeNull("an unversioned bucket's version arrives as an empty string");
        request.Sequencer.ShouldBe("617f08299329d189");
        request.EventTime.ShouldBe(new DateTimeOffset(2025, 9, 10, 7, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void The_event_as_EventBridge_has_it_becomes_the_same_request()
    {
        var request = Admitted(
            """
            {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","account":"111122223333",
             "time":"2025-09-10T07:00:00Z","region":"ap-northeast-2","resources":["arn:aws:s3:::data-pipeline-curated-dev"],
             "detail":{"version":"0","bucket":{"name":"data-pipeline-curated-dev"},
             "object":{"key":"market/prices/a b+c%20d/한글.parquet","size":1048576,"etag":"b1946ac9","sequencer":"617f"},
             "request-id":"N4N7","requester":"123456789012","source-ip-address":"1.2.3.4","reason":"PutObject"},"unknown":[1]}
            """);

        request.Key.ShouldBe("market/prices/a b+c%20d/한글.parquet", "an event's key is verbatim: decoding it would name another object");
        request.CorrelationId.ShouldBe("17793124-05d4-b198-2fde-7ededc63b103");
        request.ETag.ShouldBe("b1946ac9");
        request.FileSize.ShouldBe(1048576);
    }

    [Fact]
    public void A_size_that_the_transformer_could_not_find_is_no_size() =>
        Admitted(Transformed.Replace("1048576", "\"\"")).FileSize.ShouldBeNull();

    [Fact]
    public void A_message_may_name_table_and_partition_if_they_agree_with_the_key()
    {
        var message = Transformed.Replace("\"domain\"", "\"table_name\":\"prices\",\"partition\":\"ds=2025-09-10\",\"domain\"");
        Admitted(message).TableName.ShouldBe("prices");

        Refused(message.Replace("\"prices\"", "\"trades\"")).ShouldContain("table_name says \"trades\", but the key says \"prices\"");
        Refused(message.Replace("\"ds=2025-09-10\"", "\"ds=2025-09-11\"")).ShouldContain("partition says");
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("hello", "not JSON")]
    [InlineData("{\"bucket\":\"b\",\"key\":\"market/t/p/a\"b.parquet\"}", "not JSON")]
    [InlineData("[]", "is a JSON Array")]
    [InlineData("null", "is a JSON Null")]
    [InlineData("{}", "has no \"key\"")]
    [InlineData("{\"Event\":\"s3:TestEvent\"}", "has no \"key\"")]
    [InlineData("{\"detail-type\":\"Object Deleted\"}", "event \"Object Deleted\"")]
    [InlineData("{\"detail-type\":\"Object Created\",\"source\":\"aws.s3\"}", "has no bucket")]
    [InlineData("{\"detail-type\":\"Object Created\",\"source\":\"aws.s3\",\"detail\":7}", "has no bucket")]
    [InlineData("{\"detail-type\":\"Object Created\",\"source\":\"my.app\"}", "of source \"my.app\" and not of aws.s3")]
    [InlineData("{\"detail-type\":\"Object Created\"}", "without a source")]
    [InlineData("{\"key\":\"\\ud800\"}", "not valid Unicode")]
    [InlineData("{\"\\ud800\":1}", "not valid Unicode")]
    [InlineData("\ufeff{}", "not JSON")]
    [InlineData("{\"key\":\"a\0b\"}", "not JSON")]
    [InlineData("{\"key\":\"a\",\"k\\u0065y\":\"b\"}", "a field twice")]
    [InlineData("{\"key\":\"a\",\"bucket\":\"b\",\"etag\":[1]}", "its field etag is a JSON Array instead of text")]
    public void Anything_else_is_refused_with_what_was_expected(string body, string reason) => Refused(body).ShouldContain(reason);

    [Theory]
    [InlineData("\"bucket\":\"data-pipeline-curated-dev\"", "\"bucket\":\"another\"", "loads from data-pipeline-curated-dev")]
    [InlineData("\"bucket\":\"data-pipeline-curated-dev\"", "\"bucket\":\"\"", "has no bucket")]
    [InlineData("\"domain\":\"market\"", "\"domain\":\"customer\"", "came through the queue of market")]
    [InlineData("market/prices", "customer/prices", "does not start with market/")]
    [InlineData("1048576", "-5", "not a whole number of bytes")]
    [InlineData("1048576", "1e6", "not a whole number of bytes")]
    [InlineData("1048576", "99999999999999999999999999", "not a whole number of bytes")]
    [InlineData("2025-09-10T07:00:00Z", "yesterday", "not an ISO 8601 time")]
    [InlineData("2025-09-10T07:00:00Z", "0001-01-01T00:00:00Z", "of the years 1900 to 2299")]
    [InlineData("617f08299329d189", "a\\nb", "sequencer \"a\\u000Ab\" has a control character")]
    [InlineData("550e8400-", "\\u001b[31m", "correlation_id")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000", "", "no correlation_id")]
    public void A_field_that_does_not_fit_is_refused(string field, string replacement, string reason) =>
        Refused(Transformed.Replace(field, replacement)).ShouldContain(reason);

    [Fact]
    public void Half_of_a_surrogate_pair_is_no_message() => Refused("{\"key\":\"\ud800\"}").ShouldContain("not valid Unicode");

    [Fact]
    public void A_key_cannot_bring_along_a_second_key()
    {
        // The transformer puts the key in as it is.
        var body = Transformed.Replace("part-001.parquet", "a.parquet\",\"key\":\"market/secret/p/b.parquet");
        Refused(body).ShouldContain("a field twice");
    }

    [Fact]
    public void Nesting_and_length_are_no_way_to_end_the_agent()
    {
        Refused(new string('[', 1 << 20)).ShouldContain("not JSON");
        Refused(Transformed.Replace("part-001", new string('k', 1 << 20))).ShouldContain("longer than 1024 bytes");
        Refused(Transformed.Replace("b1946ac92492d2347c6235b4d2611184", new string('e', 2000))).ShouldContain("etag is longer than 1024 characters");
        Refused(Transformed.Replace("data-pipeline-curated-dev", new string('b', 1 << 20))).Length.ShouldBeLessThan(500, "a reason is a line of the log");
    }

    [Fact]
    public void An_entity_tag_of_nothing_but_quotes_is_none() =>
        Admitted(Transformed.Replace("b1946ac92492d2347c6235b4d2611184", "\\\"\\\"")).ETag.ShouldBeNull();

    [Fact]
    public void No_body_makes_the_admitter_throw()
    {
        Gen.String.Sample(body => Admit(body).ShouldNotBeNull());
        Gen.Select(Gen.Int[0, Transformed.Length - 1], Gen.Char).Sample((at, c) =>
            Admit(Transformed.Remove(at, 1).Insert(at, c.ToString())).ShouldNotBeNull());
    }

    private Admission Admit(string body) => _admitter.Admit(Some.Delivery(body)).ShouldHaveSingleItem();

    private LoadRequest Admitted(string body) => Admit(body) switch
    {
        Admission.Admitted admitted => admitted.Request,
        Admission.Refused refused => throw new InvalidOperationException(refused.Failure.Reason),
        _ => throw new InvalidOperationException(),
    };

    private string Refused(string body)
    {
        var failure = Admit(body).ShouldBeOfType<Admission.Refused>().Failure;
        failure.Code.ShouldBe(ErrorCode.E001);
        return failure.Reason;
    }
}
