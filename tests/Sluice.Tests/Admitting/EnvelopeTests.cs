using System.Text.Json;
using CsCheck;
using Sluice.Admitting;

namespace Sluice.Tests.Admitting;

/// <summary>The shapes are those of AWS's documentation.</summary>
[Trait("Category", "Unit")]
public sealed class EnvelopeTests
{
    private const string Transformed =
        """{"domain":"market","bucket":"data-pipeline-curated-dev","key":"market/prices/ds=1/a b+c%20d.parquet","correlation_id":"c-1","etag":"b1946ac9"}""";

    private const string Event =
        """
        {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","account":"111122223333",
         "time":"2025-09-10T07:00:00Z","region":"ap-northeast-2","resources":["arn:aws:s3:::data-pipeline-curated-dev"],
         "detail":{"version":"0","bucket":{"name":"data-pipeline-curated-dev"},
         "object":{"key":"market/prices/ds=1/a b+c%20d.parquet","size":1048576,"etag":"b1946ac9","sequencer":"617f"},"reason":"PutObject"}}
        """;

    private const string TestEvent =
        """
        {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"data-pipeline-curated-dev",
         "RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE"}
        """;

    private readonly Admitter _admitter = new(Some.Topology());

    [Fact]
    public void A_record_of_a_notification_becomes_a_request_with_all_seven_fields()
    {
        var request = Admit(Notification(Record("market/prices/ds%3D2025-09-10/part+001%2B%25.parquet"))).ShouldHaveSingleItem()
            .ShouldBeOfType<Admission.Admitted>().Request;

        request.Bucket.ShouldBe(Some.Bucket);
        request.Key.ShouldBe("market/prices/ds=2025-09-10/part 001+%.parquet");
        request.Domain.Name.ShouldBe("market");
        request.TableName.ShouldBe("prices");
        request.Partition.ShouldBe("ds=2025-09-10");
        request.FileSize.ShouldBe(1024000);
        request.CorrelationId.ShouldBe("C3D13FE58DE4C810");
        request.ETag.ShouldBe("d41d8cd98f00b204e9800998ecf8427e");
        request.VersionId.ShouldBe("096fKKXTRTtl3on89fVO.nfljtsv6qko");
        request.Sequencer.ShouldBe("0055AED6DCD90281E5");
        request.EventTime.ShouldBe(new DateTimeOffset(2025, 9, 10, 7, 0, 0, 123, TimeSpan.Zero));
        request.Shared.ShouldBeNull("its outcome is its own");
    }

    [Theory]
    [InlineData("market/prices/p/%ED%95%9C%EA%B8%80.parquet", "market/prices/p/한글.parquet")]
    [InlineData("market/prices/p/%252F.parquet", "market/prices/p/%2F.parquet")]
    [InlineData("market/prices/p/%2520+.parquet", "market/prices/p/%20 .parquet")]
    [InlineData("market%2Fprices%2fp%2Fa.parquet", "market/prices/p/a.parquet")]
    [InlineData("market/prices/p/it's(1).parquet", "market/prices/p/it's(1).parquet")]
    public void A_notifications_key_is_decoded_once(string encoded, string key) =>
        Admit(Notification(Record(encoded))).ShouldHaveSingleItem().ShouldBeOfType<Admission.Admitted>().Request.Key.ShouldBe(key);

    [Theory]
    [InlineData("market/prices/p/100%.parquet")]
    [InlineData("market/prices/p/%zz.parquet")]
    [InlineData("market/prices/p/%ff.parquet")]
    [InlineData("market/prices/p/%ED%95.parquet")]
    [InlineData("market/prices/p/a.parquet%2")]
    public void A_key_that_cannot_be_decoded_is_refused(string encoded) =>
        Refused(Notification(Record(encoded))).ShouldContain("is not form-encoded UTF-8");

    [Fact]
    public void Several_records_are_several_requests_of_one_delivery()
    {
        var admissions = Admit(Notification(Record("market/prices/p/a.parquet"), Record("market/prices/p/a.csv"), Record("market/trades/p/b.parquet")));

        admissions.Count.ShouldBe(3);
        var first = admissions[0].ShouldBeOfType<Admission.Admitted>().Request;
        var refused = admissions[1].ShouldBeOfType<Admission.Refused>();
        var last = admissions[2].ShouldBeOfType<Admission.Admitted>().Request;
        (first.CorrelationId, refused.CorrelationId, last.CorrelationId).ShouldBe(("C3D13FE58DE4C810#0", "C3D13FE58DE4C810#1", "C3D13FE58DE4C810#2"));
        (first.TableName, last.TableName).ShouldBe(("prices", "trades"));
        last.Delivery.ShouldBeSameAs(first.Delivery);
        first.Shared.ShouldNotBeNull();
        refused.Shared.ShouldBeSameAs(first.Shared);
        last.Shared.ShouldBeSameAs(first.Shared);
    }

    [Fact]
    public void Without_a_request_id_the_message_id_is_the_correlation_id() =>
        Admit(Notification(Record("market/prices/p/a.parquet").Replace("x-amz-request-id", "x"))).ShouldHaveSingleItem()
            .ShouldBeOfType<Admission.Admitted>().Request.CorrelationId.ShouldBe("message-1");

    [Theory]
    [InlineData("ObjectCreated:Put")]
    [InlineData("s3:ObjectCreated:Put")]
    [InlineData("ObjectCreated:CompleteMultipartUpload")]
    public void Every_event_of_a_created_object_is_taken(string name) =>
        Admit(Notification(Record("market/prices/p/a.parquet", name))).ShouldHaveSingleItem().ShouldBeOfType<Admission.Admitted>();

    [Theory]
    [InlineData("ObjectRemoved:Delete")]
    [InlineData("s3:ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("ObjectRestore:Completed")]
    [InlineData("ObjectCreatedNot:Put")]
    public void A_record_of_another_event_is_refused(string name) =>
        Refused(Notification(Record("market/prices/p/a.parquet", name))).ShouldContain($"the record is of event \"{name}\" and not of ObjectCreated:*");

    [Theory]
    [InlineData("{\"Records\":[]}", "without records")]
    [InlineData("{\"Records\":{}}", "without records")]
    [InlineData("{\"Records\":null}", "without records")]
    [InlineData("{\"Records\":[7]}", "no eventName")]
    [InlineData("{\"Records\":[{\"eventSource\":\"aws:ses\"}]}", "is of \"aws:ses\" and not of aws:s3")]
    [InlineData("{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}", "has no bucket")]
    public void A_notification_without_objects_is_refused(string body, string reason) => Refused(body).ShouldContain(reason);

    [Fact]
    public void More_records_than_a_thousand_are_refused_as_one()
    {
        Refused($"{{\"Records\":[{string.Join(',', Enumerable.Repeat("0", 1001))}]}}").ShouldContain("1001 records");
        Admit($"{{\"Records\":[{string.Join(',', Enumerable.Repeat("0", 1000))}]}}").Count.ShouldBe(1000);
    }

    [Fact]
    public void Whatever_SNS_wraps_is_what_it_would_be_alone()
    {
        foreach (var body in (string[])[Transformed, Event, Notification(Record("market/prices/p/a+b.parquet"))])
        {
            var alone = Admit(body).ShouldHaveSingleItem().ShouldBeOfType<Admission.Admitted>().Request;
            var wrapped = Admit(Sns(body)).ShouldHaveSingleItem().ShouldBeOfType<Admission.Admitted>().Request;
            wrapped.ShouldBe(alone with { Delivery = wrapped.Delivery });
        }

        Refused(Sns("hello")).ShouldContain("not JSON");
        Refused(Sns(Sns(Event))).ShouldContain("within another");
        Refused("""{"Type":"Notification"}""").ShouldContain("without text");
        Refused("""{"Type":"SubscriptionConfirmation","Token":"2336412f37f","Message":"You have chosen to subscribe …"}""").ShouldContain("confirm a subscription");
    }

    [Fact]
    public void S3s_test_event_is_neither_loaded_nor_refused()
    {
        Admit(TestEvent).ShouldHaveSingleItem().ShouldBeOfType<Admission.TestEvent>().Bucket.ShouldBe(Some.Bucket);
        Admit(Sns(TestEvent)).ShouldHaveSingleItem().ShouldBeOfType<Admission.TestEvent>();
    }

    [Theory]
    [InlineData("\"Amazon S3\"", "\"Another\"")]
    [InlineData("s3:TestEvent", "s3:testevent")]
    [InlineData("\"Time\"", "\"key\"")]
    [InlineData("\"Time\"", "\"Records\"")]
    public void What_only_looks_like_a_test_event_is_kept(string part, string other) => Refused(TestEvent.Replace(part, other)).ShouldNotBeEmpty();

    [Fact]
    public void A_key_arrives_as_it_was_whatever_carries_it()
    {
        var segment = Gen.Char["ab 1+%=&'\"#[]~,한글é\u202e\u200b._-"].Array[1, 12].Select(chars => $"{new string(chars)}_");
        Gen.Select(segment, segment).Sample((partition, file) =>
        {
            var key = $"market/t_1/{partition}/{file}.parquet";
            KeyOf(Transformed.Replace("market/prices/ds=1/a b+c%20d.parquet", JsonEncodedText.Encode(key).Value)).ShouldBe(key);
            KeyOf(Event.Replace("market/prices/ds=1/a b+c%20d.parquet", JsonEncodedText.Encode(key).Value)).ShouldBe(key);
            KeyOf(Sns(Notification(Record(Uri.EscapeDataString(key).Replace("%20", "+"))))).ShouldBe(key);
        });
    }

    private string KeyOf(string body) => Admit(body).ShouldHaveSingleItem().ShouldBeOfType<Admission.Admitted>().Request.Key;

    private IReadOnlyList<Admission> Admit(string body) => _admitter.Admit(Some.Delivery(body));

    private string Refused(string body) => Admit(body).ShouldHaveSingleItem().ShouldBeOfType<Admission.Refused>().Failure.Reason;

    private static string Sns(string message) =>
        $$"""
          {"Type":"Notification","MessageId":"22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324","TopicArn":"arn:aws:sns:ap-northeast-2:111122223333:curated",
           "Subject":"Amazon S3 Notification","Message":"{{JsonEncodedText.Encode(message)}}","Timestamp":"2025-09-10T07:00:00.000Z","SignatureVersion":"1",
           "Signature":"EXAMPLEw6JRN==","SigningCertURL":"https://sns.ap-northeast-2.amazonaws.com/x.pem","UnsubscribeURL":"https://sns.ap-northeast-2.amazonaws.com/"}
          """;

    private static string Notification(params string[] records) => $$"""{"Records":[{{string.Join(',', records)}}]}""";

    private static string Record(string key, string eventName = "ObjectCreated:Put") =>
        $$$"""
          {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"ap-northeast-2","eventTime":"2025-09-10T07:00:00.123Z","eventName":"{{{eventName}}}",
           "userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},
           "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD"},
           "s3":{"s3SchemaVersion":"1.0","configurationId":"testConfigRule",
            "bucket":{"name":"data-pipeline-curated-dev","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},"arn":"arn:aws:s3:::data-pipeline-curated-dev"},
            "object":{"key":"{{{key}}}","size":1024000,"eTag":"d41d8cd98f00b204e9800998ecf8427e","versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"} } }
          """;
}
