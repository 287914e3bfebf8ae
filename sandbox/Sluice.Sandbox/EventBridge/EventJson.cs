using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>How events are written: compact, and with no escapes that JSON does not need.</summary>
internal static class EventJson
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What <paramref name="write"/> writes.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The value without white space.</summary>
    public static string Compact(JsonElement value) => Write(value.WriteTo);

    /// <summary>The object without white space and without the field <paramref name="except"/>.</summary>
    public static string Compact(JsonElement value, string except) => Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject().Where(property => property.Name != except))
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    /// <summary>The time in UTC, to the second, as events carry it.</summary>
    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
