using System.Collections.Immutable;
using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Turns the JSON of a pattern into alternatives: one without <c>$or</c>, and the product of its branches with it.</summary>
internal static class EventPatternParser
{
    private const string Or = "$or";
    private const int MaxAlternatives = 1000;

    /// <summary>Names that make an array under <c>$or</c> an ordinary field with comparison operators.</summary>
    private static readonly ImmutableHashSet<string> _operators =
        ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists", "cidr", "=", "<", "<=", ">", ">="];

    public static ImmutableArray<ImmutableArray<FieldCondition>> Parse(JsonElement pattern)
    {
        if (pattern.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidEventPatternException("it is not an object");
        }

        var alternatives = AddObject(pattern, "", [ImmutableDictionary<string, FieldCondition>.Empty]);
        return [.. alternatives.Select(conditions => conditions.Values.ToImmutableArray())];
    }

    private static List<ImmutableDictionary<string, FieldCondition>> AddObject(
        JsonElement pattern,
        string path,
        List<ImmutableDictionary<string, FieldCondition>> alternatives)
    {
        var empty = true;
        foreach (var property in pattern.EnumerateObject())
        {
            empty = false;
            var at = EventField.Join(path, property.Name);
            alternatives = property.Value.ValueKind switch
            {
                _ when IsOr(property) => AddBranches(property.Value, path, alternatives),
                JsonValueKind.Object => AddObject(property.Value, at, alternatives),
                JsonValueKind.Array => AddCondition(ParseCondition(at, property.Value), alternatives),
                _ => throw new InvalidEventPatternException($"\"{at}\" must be an object or an array"),
            };
        }

        return empty ? throw new InvalidEventPatternException("empty objects are not allowed") : alternatives;
    }

    private static bool IsOr(JsonProperty property) =>
        property.Name == Or
        && property.Value.ValueKind == JsonValueKind.Array
        && property.Value.GetArrayLength() >= 2
        && property.Value.EnumerateArray().All(branch =>
            branch.ValueKind == JsonValueKind.Object && !branch.EnumerateObject().Any(field => _operators.Contains(field.Name)));

    private static List<ImmutableDictionary<string, FieldCondition>> AddBranches(
        JsonElement branches,
        string path,
        List<ImmutableDictionary<string, FieldCondition>> alternatives)
    {
        var all = new List<ImmutableDictionary<string, FieldCondition>>();
        foreach (var branch in branches.EnumerateArray())
        {
            all.AddRange(AddObject(branch, path, alternatives));
            if (all.Count > MaxAlternatives)
            {
                throw new InvalidEventPatternException($"$or makes more than {MaxAlternatives} combinations");
            }
        }

        return all;
    }

    // A path that is named again replaces the first one, as with duplicate keys
    private static List<ImmutableDictionary<string, FieldCondition>> AddCondition(
        FieldCondition condition,
        List<ImmutableDictionary<string, FieldCondition>> alternatives) =>
        [.. alternatives.Select(conditions => conditions.SetItem(condition.Path, condition))];

    private static FieldCondition ParseCondition(string path, JsonElement values) => values.GetArrayLength() == 0
        ? throw new InvalidEventPatternException("empty arrays are not allowed")
        : new(path, [.. values.EnumerateArray().Select(ValueTestParser.Parse)]);
}
