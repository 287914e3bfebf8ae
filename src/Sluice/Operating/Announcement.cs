using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>A message about an object, of the shape that the domain's rule makes of an event (R7).</summary>
internal sealed record Announcement
{
    private static readonly JsonWriterOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Domain whose queue it goes to.</summary>
    public required Domain Domain { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required string ETag { get; init; }

    /// <summary>Size in bytes; 0 when it is not known.</summary>
    public long Bytes { get; init; }

    public string VersionId { get; init; } = "";

    public string Sequencer { get; init; } = "";

    public DateTime? EventTime { get; init; }

    /// <summary>Of an object that a listing shows.</summary>
    public static Announcement Of(string bucket, Domain domain, ListedObject listed) => new()
    {
        Domain = domain,
        Bucket = bucket,
        Key = listed.Key,
        ETag = listed.ETag,
        Bytes = listed.Bytes,
        EventTime = listed.LastModified,
    };

    /// <summary>Of an object that the ledger knows.</summary>
    public static Announcement Of(string bucket, Domain domain, LedgerLine line) => new()
    {
        Domain = domain,
        Bucket = bucket,
        Key = line.Key,
        ETag = line.ETag,
        Bytes = (long)line.FileSize,
        VersionId = line.VersionId,
        Sequencer = line.Sequencer,
        EventTime = line.EventTime,
    };

    /// <summary>The message's body. Fields that are not known are left out.</summary>
    /// <param name="correlationId">Id that follows the object through every log and ledger line.</param>
    public string ToMessage(Guid correlationId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, _relaxed))
        {
            json.WriteStartObject();
            json.WriteString(MessageFields.Domain, Domain.Name);
            json.WriteString(MessageFields.Bucket, Bucket);
            json.WriteString(MessageFields.Key, Key);
            json.WriteString(MessageFields.CorrelationId, correlationId);
            WriteKnown(json, MessageFields.ETag, ETag);
            WriteKnown(json, MessageFields.VersionId, VersionId);
            WriteKnown(json, MessageFields.Sequencer, Sequencer);
            if (Bytes > 0)
            {
                json.WriteNumber(MessageFields.FileSize, Bytes);
            }

            if (EventTime is { } time)
            {
                json.WriteString(MessageFields.EventTime, DateTime.SpecifyKind(time, DateTimeKind.Utc));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private static void WriteKnown(Utf8JsonWriter json, string field, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(field, value);
        }
    }
}
