using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sluice.Ledger;

/// <summary>The ledger's rows as ClickHouse reads and writes them in JSON.</summary>
internal static class LedgerJson
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter<LoadState>(JsonNamingPolicy.SnakeCaseLower), new LoadIdConverter() },
    };

    public static LedgerEntry Read(string json) => JsonSerializer.Deserialize<LedgerEntry>(json, _options)!;

    /// <summary>A row in UTF-8.</summary>
    public static byte[] BytesOf<T>(T row) => JsonSerializer.SerializeToUtf8Bytes(row, _options);

    private sealed class LoadIdConverter : JsonConverter<LoadId>
    {
        public override LoadId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, LoadId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
