using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>A leaf of an event. Arrays add nothing to the path: their elements are several fields of one path.</summary>
/// <param name="Path">Names from the root, joined with dots.</param>
/// <param name="Value">A string, number, boolean or null.</param>
/// <param name="Positions">The array elements that hold the leaf.</param>
internal sealed record EventField(string Path, JsonElement Value, ArrayPositions Positions)
{
    /// <summary>All leaves of <paramref name="event"/>; empty objects and arrays have none.</summary>
    public static List<EventField> Flatten(JsonElement @event)
    {
        var fields = new List<EventField>();
        var arrays = 0;
        Add("", @event, ArrayPositions.None);
        return fields;

        void Add(string path, JsonElement value, ArrayPositions positions)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        Add(Join(path, property.Name), property.Value, positions);
                    }

                    break;
                case JsonValueKind.Array:
                    var array = arrays++;
                    foreach (var (index, element) in value.EnumerateArray().Index())
                    {
                        Add(path, element, positions.With(array, index));
                    }

                    break;
                default:
                    fields.Add(new(path, value, positions));
                    break;
            }
        }
    }

    /// <summary>The path of the field <paramref name="name"/> in <paramref name="path"/>.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
