using System.Text.Json;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>
/// Takes a message body apart. Envelopes are told apart by their shape: the message that the rule's input transformer writes (R7), the EventBridge event
/// as it is, S3's own notification, its test event; and any of these as the text of an SNS notification.
/// </summary>
internal static class Envelope
{
    private const string Expected =
        "expected the JSON object of the rule's input transformer (bucket, key, domain, correlation_id, …), an EventBridge \"Object Created\" event, "
        + "an S3 event notification (Records), or one of these in an SNS notification (Type, Message)";

    private const string TestEvent = "s3:TestEvent";

    // S3 sends one. As many as fit into a message would each be an attempt and a line of the log, at every delivery.
    private const int MaxRecords = 1000;

    // Of two fields of one name a reader takes the first or the last. An input transformer does not escape, so that a key with quotes could bring
    // along a second "key".
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <summary>Opens a message body. Never throws for what it may hold.</summary>
    /// <param name="body">The body.</param>
    /// <param name="messageId">SQS's id of the message, for envelopes that bring no id of their own.</param>
    public static EnvelopeContent Open(string body, string messageId) => Read(body, root => Open(root, messageId));

    private static EnvelopeContent Read(string json, Func<JsonElement, EnvelopeContent> open)
    {
        try
        {
            using var document = JsonDocument.Parse(json, _strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? open(document.RootElement)
                : Unreadable($"the message is a JSON {document.RootElement.ValueKind}");
        }
        catch (JsonException e)
        {
            return Unreadable(e.LineNumber is { } line
                ? $"the message is not JSON (line {line + 1}, byte {e.BytePositionInLine})"
                : "the message is JSON that has a field twice");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Half of a surrogate pair, escaped or not: no UTF-8 can hold it.
            return Unreadable("the message has text that is not valid Unicode");
        }
    }

    private static EnvelopeContent Open(JsonElement root, string messageId)
    {
        if (!IsOfSns(root))
        {
            return OpenInner(root, messageId);
        }

        return new JsonFields(root).Text("Message") is { } message
            ? Read(message, inner => OpenInner(inner, messageId))
            : Unreadable("the message is an SNS notification without text");
    }

    private static EnvelopeContent OpenInner(JsonElement root, string messageId)
    {
        if (root.TryGetProperty(MessageFields.Key, out _))
        {
            return new EnvelopeContent.Objects([FromTransformer(root)]);
        }

        if (root.TryGetProperty("Records", out var records))
        {
            return FromRecords(records, messageId);
        }

        var fields = new JsonFields(root);
        return (fields.Text("detail-type"), fields.Text("Type"), fields.Text("Service"), fields.Text("Event")) switch
        {
            ({ } type, _, _, _) => FromEventBridge(root, type, fields.Text("source")),
            (_, _, "Amazon S3", TestEvent) => new EnvelopeContent.TestEvent(fields.Text("Bucket")),
            (_, "Notification", _, _) => Unreadable("the message is an SNS notification within another"),
            (_, "SubscriptionConfirmation", _, _) => Unreadable("the message asks to confirm a subscription of the queue to an SNS topic"),
            _ => Unreadable($"the message has no \"{MessageFields.Key}\""),
        };
    }

    private static bool IsOfSns(JsonElement root) =>
        root.TryGetProperty("Type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Notification")
        && !root.TryGetProperty(MessageFields.Key, out _) && !root.TryGetProperty("Records", out _) && !root.TryGetProperty("detail-type", out _);

    private static EnvelopeContent FromRecords(JsonElement records, string messageId)
    {
        if (records.ValueKind != JsonValueKind.Array || records.GetArrayLength() is not (> 0 and var count))
        {
            return Unreadable("the message is an S3 event notification without records");
        }

        return count > MaxRecords ? Unreadable($"the message has {count} records, more than {MaxRecords}") : new EnvelopeContent.Objects(
            [.. records.EnumerateArray().Select((record, index) => S3Record.Read(record, messageId, count > 1 ? index : null))]);
    }

    private static EnvelopeContent FromEventBridge(JsonElement root, string type, string? source) => (type, source) switch
    {
        ("Object Created", "aws.s3") => new EnvelopeContent.Objects([FromEvent(root)]),
        ("Object Created", null) => Unreadable("the message is an EventBridge event without a source, expected aws.s3"),
        ("Object Created", _) => Unreadable($"the message is an EventBridge event of source \"{Excerpt.Of(source)}\" and not of aws.s3"),
        _ => Unreadable($"the message is an EventBridge event \"{Excerpt.Of(type)}\""),
    };

    private static ObjectMessage FromTransformer(JsonElement root)
    {
        var fields = new JsonFields(root);
        return new ObjectMessage
        {
            Bucket = fields.Text(MessageFields.Bucket),
            Key = fields.Text(MessageFields.Key),
            Domain = fields.Text(MessageFields.Domain),
            TableName = fields.Text(MessageFields.TableName),
            Partition = fields.Text(MessageFields.Partition),
            FileSize = fields.Text(MessageFields.FileSize),
            CorrelationId = fields.Text(MessageFields.CorrelationId),
            ETag = fields.Text(MessageFields.ETag),
            VersionId = fields.Text(MessageFields.VersionId),
            Sequencer = fields.Text(MessageFields.Sequencer),
            EventTime = fields.Text(MessageFields.EventTime),
            Fault = fields.Fault,
        };
    }

    private static ObjectMessage FromEvent(JsonElement root)
    {
        var fields = new JsonFields(root);
        return new ObjectMessage
        {
            Bucket = fields.Text("detail", "bucket", "name"),
            Key = fields.Text("detail", "object", "key"),
            FileSize = fields.Text("detail", "object", "size"),
            CorrelationId = fields.Text("id"),
            ETag = fields.Text("detail", "object", "etag"),
            VersionId = fields.Text("detail", "object", "version-id"),
            Sequencer = fields.Text("detail", "object", "sequencer"),
            EventTime = fields.Text("time"),
            Fault = fields.Fault,
        };
    }

    private static EnvelopeContent.Unreadable Unreadable(string what) => new($"{what}: {Expected}");
}
