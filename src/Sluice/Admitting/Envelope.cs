using System.Text.Json;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>
/// Takes a message body apart. Envelopes are told apart by their shape: the message that the rule's input transformer writes (R7),
/// or the EventBridge event as it is, when a rule has no transformer. Both carry the key verbatim, so nothing is decoded.
/// </summary>
internal static class Envelope
{
    private const string Expected =
        "expected the JSON object of the rule's input transformer (bucket, key, domain, correlation_id, …) or an EventBridge \"Object Created\" event";

    /// <summary>Opens a message body.</summary>
    /// <returns>The message's fields, or null and the <paramref name="reason"/>.</returns>
    public static ObjectMessage? TryOpen(string body, out string? reason)
    {
        reason = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            return Open(document.RootElement, out reason);
        }
        catch (JsonException e)
        {
            reason = $"the message is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine}): {Expected}";
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with an unpaired surrogate escape: valid JSON that no .NET string can hold.
            reason = $"the message has text that is not valid Unicode: {Expected}";
            return null;
        }
    }

    private static ObjectMessage? Open(JsonElement root, out string? reason)
    {
        reason = null;
        if (root.ValueKind != JsonValueKind.Object)
        {
            reason = $"the message is a JSON {root.ValueKind}: {Expected}";
            return null;
        }

        if (root.TryGetProperty(MessageFields.Key, out _))
        {
            return FromTransformer(root);
        }

        if (Text(root, "detail-type") is { } type)
        {
            reason = type == "Object Created" ? null : $"the message is an EventBridge event \"{type}\": {Expected}";
            return reason is null ? FromEvent(root) : null;
        }

        reason = $"the message has no \"{MessageFields.Key}\": {Expected}";
        return null;
    }

    private static ObjectMessage FromTransformer(JsonElement root) => new()
    {
        Bucket = Text(root, MessageFields.Bucket),
        Key = Text(root, MessageFields.Key),
        Domain = Text(root, MessageFields.Domain),
        TableName = Text(root, MessageFields.TableName),
        Partition = Text(root, MessageFields.Partition),
        FileSize = Text(root, MessageFields.FileSize),
        CorrelationId = Text(root, MessageFields.CorrelationId),
        ETag = Text(root, MessageFields.ETag),
        VersionId = Text(root, MessageFields.VersionId),
        Sequencer = Text(root, MessageFields.Sequencer),
        EventTime = Text(root, MessageFields.EventTime),
    };

    private static ObjectMessage FromEvent(JsonElement root) => new()
    {
        Bucket = Text(root, "detail", "bucket", "name"),
        Key = Text(root, "detail", "object", "key"),
        FileSize = Text(root, "detail", "object", "size"),
        CorrelationId = Text(root, "id"),
        ETag = Text(root, "detail", "object", "etag"),
        VersionId = Text(root, "detail", "object", "version-id"),
        Sequencer = Text(root, "detail", "object", "sequencer"),
        EventTime = Text(root, "time"),
    };

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }
}
