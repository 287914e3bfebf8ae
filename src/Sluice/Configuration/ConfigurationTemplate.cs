using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>The configuration that <c>sluice init</c> writes, and the JSON schema that editors check it with.</summary>
public static class ConfigurationTemplate
{
    /// <summary>File name of the schema, as the template refers to it.</summary>
    public const string SchemaFileName = "sluice.schema.json";

    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A commented <c>sluice.json</c> with every setting and its default.</summary>
    public static string Text => Read("sluice.json");

    /// <summary>The JSON schema (draft 2020-12) of <c>sluice.json</c>.</summary>
    public static string Schema => Read(SchemaFileName);

    /// <summary>The same <c>sluice.json</c> with the values of a deployment; the agent's own settings keep their defaults.</summary>
    /// <param name="topology">What is deployed.</param>
    public static string For(PipelineTopology topology) => Replace(Text, TopologySettings.ToJson(topology));

    /// <summary>Puts other values into the outermost object and leaves everything else as it is written: a serializer would drop the comments.</summary>
    private static string Replace(string json, JsonObject values)
    {
        var source = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var text = new StringBuilder();
        var copied = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (values[name] is { } value)
            {
                text.Append(Encoding.UTF8.GetString(source, copied, start - copied)).Append(value.ToJsonString(_readable).ReplaceLineEndings("\n  "));
                copied = (int)reader.BytesConsumed;
            }
        }

        return text.Append(Encoding.UTF8.GetString(source, copied, source.Length - copied)).ToString();
    }

    private static string Read(string name)
    {
        using var stream = typeof(ConfigurationTemplate).Assembly.GetManifestResourceStream($"Sluice.Configuration.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
