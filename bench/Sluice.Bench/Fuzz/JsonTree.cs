using System.Globalization;
using System.Text;

namespace Sluice.Bench.Fuzz;

/// <summary>JSON that may be written badly: fields twice, text unescaped, whatever a mutation makes of it.</summary>
internal sealed class JsonTree
{
    private readonly string? _raw;

    private JsonTree(string? raw) => _raw = raw;

    /// <summary>Fields of an object, in order; null when it is none.</summary>
    public List<(string Name, JsonTree Value)>? Fields { get; private init; }

    /// <summary>Elements of an array; null when it is none.</summary>
    public List<JsonTree>? Items { get; private init; }

    public static JsonTree Object(params IEnumerable<(string Name, JsonTree Value)> fields) => new(null) { Fields = [.. fields] };

    public static JsonTree Array(params IEnumerable<JsonTree> items) => new(null) { Items = [.. items] };

    /// <summary>Written as it is, whether that is JSON or not.</summary>
    public static JsonTree Raw(string json) => new(json);

    public static JsonTree Text(string text) => new(Quote(text, _ => false));

    /// <summary>Text of which some characters that need no escape have one.</summary>
    public static JsonTree Text(string text, Random random) => new(Quote(text, _ => random.Next(4) == 0));

    /// <summary>This and everything in it.</summary>
    public IEnumerable<JsonTree> All() =>
        [this, .. (Fields?.Select(field => field.Value) ?? Items ?? []).SelectMany(child => child.All())];

    /// <inheritdoc />
    public override string ToString()
    {
        var json = new StringBuilder();
        Write(json);
        return json.ToString();
    }

    private void Write(StringBuilder json)
    {
        if (Fields is not null)
        {
            Join(json, '{', Fields, field =>
            {
                json.Append(Quote(field.Name, _ => false)).Append(':');
                field.Value.Write(json);
            }, '}');
        }
        else if (Items is not null)
        {
            Join(json, '[', Items, item => item.Write(json), ']');
        }
        else
        {
            json.Append(_raw);
        }
    }

    private static void Join<T>(StringBuilder json, char start, IEnumerable<T> parts, Action<T> write, char end)
    {
        json.Append(start);
        var isFirst = true;
        foreach (var part in parts)
        {
            json.Append(isFirst ? "" : ",");
            isFirst = false;
            write(part);
        }

        json.Append(end);
    }

    private static string Quote(string text, Func<char, bool> isEscaped)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
            {
                json.Append('\\').Append(c);
            }
            else if (c < ' ' || char.IsSurrogate(c) || isEscaped(c))
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                json.Append(c);
            }
        }

        return json.Append('"').ToString();
    }
}
