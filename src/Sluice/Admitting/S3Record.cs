using System.Globalization;
using System.Text.Json;

namespace Sluice.Admitting;

/// <summary>
/// A record of an S3 event notification (Amazon S3 user guide, "Event message structure"). Unlike everywhere else its key is form-encoded.
/// </summary>
internal static class S3Record
{
    private const string Created = "ObjectCreated:";

    /// <param name="record">The record.</param>
    /// <param name="messageId">SQS's id of the message.</param>
    /// <param name="index">Which of several it is, or null when it is the only one.</param>
    public static ObjectMessage Read(JsonElement record, string messageId, int? index)
    {
        var fields = new JsonFields(record);
        var key = fields.Text("s3", "object", "key");
        var decoded = key is null ? null : FormEncoding.TryDecode(key);
        var correlationId = fields.Text("responseElements", "x-amz-request-id") ?? messageId;
        return new ObjectMessage
        {
            Bucket = fields.Text("s3", "bucket", "name"),
            Key = decoded,
            FileSize = fields.Text("s3", "object", "size"),
            CorrelationId = index is { } number ? string.Create(CultureInfo.InvariantCulture, $"{correlationId}#{number}") : correlationId,
            ETag = fields.Text("s3", "object", "eTag"),
            VersionId = fields.Text("s3", "object", "versionId"),
            Sequencer = fields.Text("s3", "object", "sequencer"),
            EventTime = fields.Text("eventTime"),
            Fault = Refusal(fields) ?? fields.Fault ?? (decoded is null && key is not null ? $"the key \"{Excerpt.Of(key)}\" is not form-encoded UTF-8" : null),
        };
    }

    private static string? Refusal(JsonFields fields) => (fields.Text("eventSource"), fields.Text("eventName")) switch
    {
        (not (null or "aws:s3") and var source, _) => $"the record is of \"{Excerpt.Of(source)}\" and not of aws:s3",
        (_, null) => "the record has no eventName",
        (_, var name) when !name.StartsWith(Created, StringComparison.Ordinal) && !name.StartsWith($"s3:{Created}", StringComparison.Ordinal) =>
            $"the record is of event \"{Excerpt.Of(name)}\" and not of {Created}*, so that it brings no object to load",
        _ => null,
    };
}
