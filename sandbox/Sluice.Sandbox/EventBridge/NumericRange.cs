using System.Text.Json;

namespace Sluice.Sandbox.EventBridge;

/// <summary>The operand of <c>numeric</c>: <c>["=", n]</c>, one bound, or a lower and then an upper bound.</summary>
internal sealed record NumericRange(decimal? Bottom, bool BottomIncluded, decimal? Top, bool TopIncluded)
{
    private const decimal Limit = 5_000_000_000m;

    /// <summary>Reads the operand.</summary>
    /// <exception cref="InvalidEventPatternException">It is none of the three forms, or the range is empty.</exception>
    public static NumericRange Parse(JsonElement operand)
    {
        List<JsonElement> terms = operand.ValueKind == JsonValueKind.Array ? [.. operand.EnumerateArray()] : [];
        return terms.Count switch
        {
            2 => ParseOne(Operator(terms[0]), Bound(terms[1])),
            4 => ParseBoth(Operator(terms[0]), Bound(terms[1]), Operator(terms[2]), Bound(terms[3])),
            _ => throw new InvalidEventPatternException("numeric takes an array of one or two operators, each with a number"),
        };
    }

    /// <summary>Whether <paramref name="value"/> is a number in the range; a string never is.</summary>
    public bool Contains(JsonElement value) =>
        Comparable(value) is { } number
        && (Bottom is null || number > Bottom || (BottomIncluded && number == Bottom))
        && (Top is null || number < Top || (TopIncluded && number == Top));

    /// <summary>The value when EventBridge compares it as a number, which it does from -5e9 to 5e9; otherwise null.</summary>
    public static decimal? Comparable(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && Math.Abs(number) <= Limit ? number : null;

    /// <summary>A number of a pattern.</summary>
    /// <exception cref="InvalidEventPatternException">It is no number that EventBridge compares.</exception>
    public static decimal Bound(JsonElement value) =>
        Comparable(value) ?? throw new InvalidEventPatternException("a number from -5e9 to 5e9 is expected");

    private static NumericRange ParseOne(string? comparison, decimal bound) => comparison switch
    {
        "=" => new(bound, true, bound, true),
        "<" => new(null, false, bound, false),
        "<=" => new(null, false, bound, true),
        ">" => new(bound, false, null, false),
        ">=" => new(bound, true, null, false),
        _ => throw UnknownOperator(comparison),
    };

    private static NumericRange ParseBoth(string? lower, decimal bottom, string? upper, decimal top)
    {
        if (lower is not (">" or ">="))
        {
            throw UnknownOperator(lower);
        }

        if (upper is not ("<" or "<="))
        {
            throw UnknownOperator(upper);
        }

        return bottom < top
            ? new(bottom, lower == ">=", top, upper == "<=")
            : throw new InvalidEventPatternException("bottom must be less than top");
    }

    private static string? Operator(JsonElement term) => term.ValueKind == JsonValueKind.String ? term.GetString() : null;

    private static InvalidEventPatternException UnknownOperator(string? comparison) =>
        new($"unrecognized numeric range operator {comparison}");
}
