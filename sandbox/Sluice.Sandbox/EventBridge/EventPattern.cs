using System.Collections.Immutable;
using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// An event pattern of an EventBridge rule
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html). Fields are AND, the values of one
/// field are OR, and a field is known by its names joined with dots, so <c>{"a":{"b":1}}</c> and <c>{"a.b":1}</c> are the same.
/// </summary>
internal sealed class EventPattern
{
    private readonly ImmutableArray<ImmutableArray<FieldCondition>> _alternatives;

    private EventPattern(ImmutableArray<ImmutableArray<FieldCondition>> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="InvalidEventPatternException">EventBridge would refuse the pattern.</exception>
    public static EventPattern Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidEventPatternException("it is not JSON", e);
        }
    }

    /// <inheritdoc cref="Parse(string)"/>
    public static EventPattern Parse(JsonElement json) => new(EventPatternParser.Parse(json));

    /// <summary>Whether a rule with this pattern takes the event.</summary>
    public bool Matches(JsonElement @event)
    {
        var fields = EventField.Flatten(@event).ToLookup(field => field.Path, StringComparer.Ordinal);
        return _alternatives.Any(conditions => Matches(conditions.AsSpan(), fields, ArrayPositions.None));
    }

    // Two fields may not come from different elements of one array, so each choice narrows what the next condition may choose
    private static bool Matches(ReadOnlySpan<FieldCondition> conditions, ILookup<string, EventField> fields, ArrayPositions chosen)
    {
        if (conditions.IsEmpty)
        {
            return true;
        }

        var condition = conditions[0];
        if (!fields.Contains(condition.Path))
        {
            return condition.AcceptsAbsence && Matches(conditions[1..], fields, chosen);
        }

        foreach (var field in fields[condition.Path])
        {
            if (condition.Accepts(field.Value)
                && chosen.With(field.Positions) is { } narrowed
                && Matches(conditions[1..], fields, narrowed))
            {
                return true;
            }
        }

        return false;
    }
}
