using System.Net;
using System.Text.Json.Nodes;

namespace Sluice.Bench.Fuzz;

/// <summary>Reads the keys of a message that the agent has admitted, by other means than the agent's.</summary>
internal static class CarriedKeys
{
    /// <summary>The keys in the order of the objects; null for an object without.</summary>
    public static IReadOnlyList<string?> Of(string body) => Of(Parse(body), isInner: false);

    private static IReadOnlyList<string?> Of(JsonObject root, bool isInner) => root switch
    {
        _ when root.ContainsKey("key") => [Text(root["key"])],
        _ when root.ContainsKey("Records") => [.. root["Records"]!.AsArray().Select(record => WebUtility.UrlDecode(Text(In(record, "s3", "object", "key"))))],
        _ when root.ContainsKey("detail-type") => [Text(In(root, "detail", "object", "key"))],
        _ when !isInner && Text(root["Type"]) == "Notification" => Of(Parse(Text(root["Message"])!), isInner: true),
        _ => [],
    };

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static JsonNode? In(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
