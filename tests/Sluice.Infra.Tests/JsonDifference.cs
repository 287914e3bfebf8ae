using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

/// <summary>Where two documents differ, one line per value that only one of them has.</summary>
internal static class JsonDifference
{
    public static IReadOnlyList<string> Between(JsonNode? before, JsonNode? after)
    {
        var (was, now) = (Values(before, ""), Values(after, ""));
        return
        [
            .. was.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Where(path => was.GetValueOrDefault(path) != now.GetValueOrDefault(path))
                .SelectMany(path => (string?[])[Line('-', path, was.GetValueOrDefault(path)), Line('+', path, now.GetValueOrDefault(path))])
                .OfType<string>(),
        ];
    }

    private static string? Line(char sign, string path, string? value) => value is null ? null : $"{sign} {path}: {value}";

    private static Dictionary<string, string> Values(JsonNode? node, string path) => node switch
    {
        JsonObject { Count: > 0 } members => Merge(members.Select(member => Values(member.Value, path.Length == 0 ? member.Key : $"{path}.{member.Key}"))),
        JsonArray { Count: > 0 } entries => Merge(entries.Select((entry, n) => Values(entry, $"{path}[{n}]"))),
        _ => new() { [path] = node?.ToJsonString() ?? "null" },
    };

    private static Dictionary<string, string> Merge(IEnumerable<Dictionary<string, string>> parts) => parts.SelectMany(part => part).ToDictionary();
}
