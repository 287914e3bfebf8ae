using System.Text;

namespace Sluice.Bench.Fuzz;

/// <summary>Writes messages as their senders do.</summary>
internal sealed class EnvelopeMaker(Random random, string bucket)
{
    /// <summary>What the rule's input transformer makes of an event.</summary>
    public JsonTree Transformed(string key, string domain) => JsonTree.Object(
        ("domain", JsonTree.Text(domain)),
        ("bucket", JsonTree.Text(bucket)),
        ("key", JsonTree.Text(key, random)),
        ("file_size", JsonTree.Raw("1048576")),
        ("correlation_id", JsonTree.Text(Id())),
        ("etag", JsonTree.Text(ETag())),
        ("version_id", JsonTree.Text("")),
        ("sequencer", JsonTree.Text("617f08299329d189")),
        ("event_time", JsonTree.Text("2025-09-10T07:00:00Z")));

    /// <summary>The event itself.</summary>
    public JsonTree Event(string key) => JsonTree.Object(
        ("version", JsonTree.Text("0")),
        ("id", JsonTree.Text(Id())),
        ("detail-type", JsonTree.Text("Object Created")),
        ("source", JsonTree.Text("aws.s3")),
        ("account", JsonTree.Text("111122223333")),
        ("time", JsonTree.Text("2025-09-10T07:00:00Z")),
        ("region", JsonTree.Text("ap-northeast-2")),
        ("resources", JsonTree.Array(JsonTree.Text($"arn:aws:s3:::{bucket}"))),
        ("detail", JsonTree.Object(
            ("version", JsonTree.Text("0")),
            ("bucket", JsonTree.Object(("name", JsonTree.Text(bucket)))),
            ("object", JsonTree.Object(
                ("key", JsonTree.Text(key, random)),
                ("size", JsonTree.Raw("5242880")),
                ("etag", JsonTree.Text(ETag())),
                ("version-id", JsonTree.Text("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e")),
                ("sequencer", JsonTree.Text("617f08299329d189")))),
            ("request-id", JsonTree.Text("N4N7GDK58NMKJ12R")),
            ("requester", JsonTree.Text("123456789012")),
            ("source-ip-address", JsonTree.Text("1.2.3.4")),
            ("reason", JsonTree.Text("PutObject")))));

    /// <summary>S3's own notification.</summary>
    public JsonTree Notification(IEnumerable<string> keys) => JsonTree.Object(("Records", JsonTree.Array(keys.Select(Record))));

    /// <summary>A message as the text of an SNS notification.</summary>
    public static JsonTree Sns(string message) => JsonTree.Object(
        ("Type", JsonTree.Text("Notification")),
        ("MessageId", JsonTree.Text("22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")),
        ("TopicArn", JsonTree.Text("arn:aws:sns:ap-northeast-2:111122223333:curated")),
        ("Subject", JsonTree.Text("Amazon S3 Notification")),
        ("Message", JsonTree.Text(message)),
        ("Timestamp", JsonTree.Text("2025-09-10T07:00:00.000Z")),
        ("SignatureVersion", JsonTree.Text("1")),
        ("Signature", JsonTree.Text("EXAMPLEw6JRN==")),
        ("SigningCertURL", JsonTree.Text("https://sns.ap-northeast-2.amazonaws.com/SimpleNotificationService.pem")),
        ("UnsubscribeURL", JsonTree.Text("https://sns.ap-northeast-2.amazonaws.com/?Action=Unsubscribe")));

    /// <summary>What S3 sends when a notification is configured.</summary>
    public JsonTree TestEvent() => JsonTree.Object(
        ("Service", JsonTree.Text("Amazon S3")),
        ("Event", JsonTree.Text("s3:TestEvent")),
        ("Time", JsonTree.Text("2025-09-10T07:00:00.000Z")),
        ("Bucket", JsonTree.Text(bucket)),
        ("RequestId", JsonTree.Text("5582815E1AEA5ADF")),
        ("HostId", JsonTree.Text("8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR")));

    private JsonTree Record(string key) => JsonTree.Object(
        ("eventVersion", JsonTree.Text("2.1")),
        ("eventSource", JsonTree.Text("aws:s3")),
        ("awsRegion", JsonTree.Text("ap-northeast-2")),
        ("eventTime", JsonTree.Text("2025-09-10T07:00:00.000Z")),
        ("eventName", JsonTree.Text(random.Next(2) == 0 ? "ObjectCreated:Put" : "s3:ObjectCreated:CompleteMultipartUpload")),
        ("userIdentity", JsonTree.Object(("principalId", JsonTree.Text("AIDAJDPLRKLG7UEXAMPLE")))),
        ("responseElements", JsonTree.Object(("x-amz-request-id", JsonTree.Text("C3D13FE58DE4C810")))),
        ("s3", JsonTree.Object(
            ("s3SchemaVersion", JsonTree.Text("1.0")),
            ("bucket", JsonTree.Object(("name", JsonTree.Text(bucket)), ("arn", JsonTree.Text($"arn:aws:s3:::{bucket}")))),
            ("object", JsonTree.Object(
                ("key", JsonTree.Text(FormEncoded(key), random)),
                ("size", JsonTree.Raw("1024000")),
                ("eTag", JsonTree.Text(ETag())),
                ("sequencer", JsonTree.Text("0055AED6DCD90281E5")))))));

    private static string Id() => "550e8400-e29b-41d4-a716-446655440000";

    // Nobody checks what a sender writes there, and it becomes a literal.
    private string ETag() => random.Next(3) == 0 ? HostileText.Any(random) : "b1946ac92492d2347c6235b4d2611184-2";

    private string FormEncoded(string key)
    {
        var text = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            var c = (char)value;
            text.Append(c is ' ' ? "+" : char.IsAsciiLetterOrDigit(c) || "-_.*/!'()".Contains(c, StringComparison.Ordinal) ? c.ToString()
                : random.Next(2) == 0 ? $"%{value:X2}" : $"%{value:x2}");
        }

        return text.ToString();
    }
}
