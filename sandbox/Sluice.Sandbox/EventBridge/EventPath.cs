using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sluice.Sandbox.EventBridge;

/// <summary>A JSON path of an input transformer: <c>$.a.b</c>, <c>$.a[0]</c>, <c>$['a']["b"]</c>.</summary>
internal sealed partial class EventPath
{
    private readonly ImmutableArray<Func<JsonElement, JsonElement?>> _steps;

    private EventPath(ImmutableArray<Func<JsonElement, JsonElement?>> steps) => _steps = steps;

    /// <summary>Reads a path.</summary>
    /// <exception cref="InvalidInputTransformerException">It is none that is supported here.</exception>
    public static EventPath Parse(string path)
    {
        var match = Syntax().Match(path);
        return match.Success
            ? new([.. match.Groups["step"].Captures.Select(step => ParseStep(step.Value))])
            : throw new InvalidInputTransformerException($"{path} is not a JSON path such as $.detail.object.key");
    }

    /// <summary>The value at the path, or null when the event has none.</summary>
    public JsonElement? Find(JsonElement @event)
    {
        JsonElement? found = @event;
        foreach (var step in _steps)
        {
            if (found is not { } parent)
            {
                break;
            }

            found = step(parent);
        }

        return found;
    }

    private static Func<JsonElement, JsonElement?> ParseStep(string step) => step switch
    {
        ['.', .. var name] => Property(name),
        ['[', '\'' or '"', .. var name, '\'' or '"', ']'] => Property(name),
        _ => Element(int.Parse(step[1..^1])),
    };

    private static Func<JsonElement, JsonElement?> Property(string name) => parent =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;

    private static Func<JsonElement, JsonElement?> Element(int index) => parent =>
        parent.ValueKind == JsonValueKind.Array && index < parent.GetArrayLength() ? parent[index] : null;

    [GeneratedRegex("""^\$(?<step>\.[^.\[\]*?@'"\s]+|\[[0-9]{1,9}\]|\['[^']+'\]|\["[^"]+"\])*\z""")]
    private static partial Regex Syntax();
}
