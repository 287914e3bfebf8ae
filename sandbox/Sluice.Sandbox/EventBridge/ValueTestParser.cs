using System.Collections.Immutable;
using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Reads one member of a pattern's array: a value, or an object with a comparison operator.</summary>
internal static class ValueTestParser
{
    public static ValueTest Parse(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.Object => ParseOperator(OnlyProperty(member)),
        JsonValueKind.Array => throw new InvalidEventPatternException("a match value must be a string, number, true, false or null"),
        JsonValueKind.String => ValueTest.OfString(Equal(member.GetString()!)),
        JsonValueKind.Number => ParseNumber(member),
        var kind => new(value => value.ValueKind == kind),
    };

    private static ValueTest ParseOperator(JsonProperty property) => property.Name switch
    {
        "exists" => ParseExists(property.Value),
        "numeric" => ParseNumeric(property.Value),
        "anything-but" => ParseAnythingBut(property.Value),
        "cidr" => ValueTest.OfString(CidrBlock.Parse(Text(property)).Contains),
        "prefix" or "suffix" when property.Value.ValueKind == JsonValueKind.Object =>
            ValueTest.OfString(ParseIgnoringCase(property.Name, OnlyProperty(property.Value))),
        _ => ValueTest.OfString(StringTest(property.Name, Text(property))),
    };

    // The user guide says that 300 and 300.0 differ; the service's engine (aws/event-ruler) takes either the same text or the same value
    private static ValueTest ParseNumber(JsonElement member)
    {
        var text = member.GetRawText();
        var number = NumericRange.Comparable(member);
        return new(value => value.ValueKind == JsonValueKind.Number
            && (value.GetRawText() == text || (number is not null && NumericRange.Comparable(value) == number)));
    }

    private static ValueTest ParseExists(JsonElement operand) => operand.ValueKind switch
    {
        JsonValueKind.True => new(_ => true),
        JsonValueKind.False => new(_ => false, AcceptsAbsence: true),
        _ => throw new InvalidEventPatternException("exists must be either true or false"),
    };

    private static ValueTest ParseNumeric(JsonElement operand)
    {
        var range = NumericRange.Parse(operand);
        return new(range.Contains);
    }

    private static ValueTest ParseAnythingBut(JsonElement operand)
    {
        if (operand.ValueKind == JsonValueKind.Object)
        {
            var property = OnlyProperty(operand);
            var tests = Members(property.Value).Select(member => ParseNegated(property.Name, member)).ToImmutableArray();
            return ValueTest.AnythingBut(text => tests.Any(test => test(text)));
        }

        var members = Members(operand);
        var kind = members[0].ValueKind;
        if (kind is not (JsonValueKind.String or JsonValueKind.Number) || members.Any(member => member.ValueKind != kind))
        {
            throw new InvalidEventPatternException("anything-but takes strings or numbers, not both");
        }

        if (kind == JsonValueKind.String)
        {
            var texts = members.Select(member => member.GetString()!).ToImmutableHashSet(StringComparer.Ordinal);
            return ValueTest.AnythingBut(texts.Contains);
        }

        var numbers = members.Select(NumericRange.Bound).ToImmutableHashSet();
        return new(value => NumericRange.Comparable(value) is not { } number || !numbers.Contains(number));
    }

    private static Func<string, bool> ParseNegated(string name, JsonElement member)
    {
        var text = Text(name, member);
        return text.Length == 0 && name is "prefix" or "suffix"
            ? throw new InvalidEventPatternException($"anything-but needs a {name} that is not empty")
            : StringTest(name, text);
    }

    private static Func<string, bool> ParseIgnoringCase(string name, JsonProperty property)
    {
        if (property.Name != "equals-ignore-case")
        {
            throw new InvalidEventPatternException($"{name} takes a string or equals-ignore-case");
        }

        var operand = Text(property);
        return name == "prefix"
            ? text => text.StartsWith(operand, StringComparison.OrdinalIgnoreCase)
            : text => text.EndsWith(operand, StringComparison.OrdinalIgnoreCase);
    }

    private static Func<string, bool> StringTest(string name, string operand) => name switch
    {
        "prefix" => text => text.StartsWith(operand, StringComparison.Ordinal),
        "suffix" => text => text.EndsWith(operand, StringComparison.Ordinal),
        "equals-ignore-case" => text => text.Equals(operand, StringComparison.OrdinalIgnoreCase),
        "wildcard" => WildcardPattern.Parse(operand).Matches,
        _ => throw new InvalidEventPatternException($"unrecognized match type {name}"),
    };

    private static Func<string, bool> Equal(string expected) => text => text == expected;

    private static JsonProperty OnlyProperty(JsonElement expression)
    {
        var properties = expression.EnumerateObject().Take(2).ToList();
        return properties.Count == 1
            ? properties[0]
            : throw new InvalidEventPatternException("a match expression has exactly one key");
    }

    private static ImmutableArray<JsonElement> Members(JsonElement operand)
    {
        ImmutableArray<JsonElement> members = operand.ValueKind == JsonValueKind.Array ? [.. operand.EnumerateArray()] : [operand];
        return members.IsEmpty ? throw new InvalidEventPatternException("anything-but takes no empty list") : members;
    }

    private static string Text(JsonProperty property) => Text(property.Name, property.Value);

    private static string Text(string name, JsonElement operand) => operand.ValueKind == JsonValueKind.String
        ? operand.GetString()!
        : throw new InvalidEventPatternException($"{name} match pattern must be a string");
}
