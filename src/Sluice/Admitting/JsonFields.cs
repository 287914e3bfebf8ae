using System.Text.Json;

namespace Sluice.Admitting;

/// <summary>Reads the fields of a JSON object as text, and remembers the first that is neither text nor number.</summary>
internal sealed class JsonFields(JsonElement root)
{
    /// <summary>What is wrong with the fields read so far, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>The field's text; null when it is absent, <c>null</c> or empty.</summary>
    /// <param name="path">Names from the root to the field.</param>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var element = root;
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString() is { Length: > 0 } text ? text : null;
            case JsonValueKind.Number:
                return element.GetRawText();
            case JsonValueKind.Null:
                return null;
            default:
                Fault ??= $"its field {string.Join('.', path)} is a JSON {element.ValueKind} instead of text";
                return null;
        }
    }
}
