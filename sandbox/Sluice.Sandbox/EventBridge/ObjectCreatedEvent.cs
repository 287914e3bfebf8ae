using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// The event that S3 sends to EventBridge when an object is created
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
/// </summary>
internal sealed record ObjectCreatedEvent
{
    /// <summary>UUID of the event.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The 12 digits of the account that owns the bucket.</summary>
    public required string Account { get; init; }

    /// <summary>AWS Region of the bucket.</summary>
    public required string Region { get; init; }

    /// <summary>When the object was created; the event has it to the second.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>Key of the object, which the event carries verbatim.</summary>
    public required string Key { get; init; }

    /// <summary>Size of the object in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Entity tag; the quotes of the HTTP header are taken off.</summary>
    public required string ETag { get; init; }

    /// <summary>Version of the object, or null on a bucket that keeps none.</summary>
    public string? VersionId { get; init; }

    /// <summary>Orders the events of one key, see <see cref="EventBridge.Sequencer"/>.</summary>
    public required string Sequencer { get; init; }

    /// <summary>Id of the S3 request.</summary>
    public required string RequestId { get; init; }

    /// <summary>Account or service that made the request; the owner's account by default.</summary>
    public string? Requester { get; init; }

    /// <summary>Where the request came from; 127.0.0.1 by default.</summary>
    public string SourceIpAddress { get; init; } = "127.0.0.1";

    /// <summary>The operation.</summary>
    public required ObjectCreatedReason Reason { get; init; }

    /// <summary>The event as compact JSON, its fields in the documented order.</summary>
    public string ToJson() => EventJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version", "0");
        writer.WriteString("id", EventId);
        writer.WriteString("detail-type", "Object Created");
        writer.WriteString("source", "aws.s3");
        writer.WriteString("account", Account);
        writer.WriteString("time", EventJson.FormatTime(Time));
        writer.WriteString("region", Region);
        writer.WriteStartArray("resources");
        writer.WriteStringValue($"arn:aws:s3:::{Bucket}");
        writer.WriteEndArray();
        WriteDetail(writer);
        writer.WriteEndObject();
    });

    private void WriteDetail(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("detail");
        writer.WriteString("version", "0");
        writer.WriteString("event-version", "1.0");
        writer.WriteStartObject("bucket");
        writer.WriteString("name", Bucket);
        writer.WriteEndObject();
        WriteObject(writer);
        writer.WriteString("request-id", RequestId);
        writer.WriteString("requester", Requester ?? Account);
        writer.WriteString("source-ip-address", SourceIpAddress);
        writer.WriteString("reason", Reason == ObjectCreatedReason.PostObject ? "POST Object" : Reason.ToString());
        writer.WriteEndObject();
    }

    private void WriteObject(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("object");
        writer.WriteString("key", Key);
        writer.WriteNumber("size", SizeBytes);
        writer.WriteString("etag", ETag.Trim('"'));
        if (VersionId is not null)
        {
            writer.WriteString("version-id", VersionId);
        }

        writer.WriteString("sequencer", Sequencer);
        writer.WriteEndObject();
    }
}
