using System.Collections.Immutable;
using System.Globalization;

namespace Sluice.Sandbox.Policies;

/// <summary>One condition of a statement (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).</summary>
internal sealed class PolicyCondition
{
    private const string IfExists = "IfExists";

    private readonly string _key;
    private readonly ImmutableArray<string> _values;
    private readonly bool _isNegated;
    private readonly bool _whenAbsent;
    private readonly Func<string, string?, bool> _matches;

    private PolicyCondition(string key, ImmutableArray<string> values, bool isNegated, bool whenAbsent, Func<string, string?, bool> matches)
    {
        _key = key;
        _values = values;
        _isNegated = isNegated;
        _whenAbsent = whenAbsent;
        _matches = matches;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">Operator or key is not known, or a value is not of the operator's type; the message is the end of a sentence.</exception>
    public static PolicyCondition Parse(string written, string key, ImmutableArray<string> values)
    {
        if (!ConditionKeys.IsKnown(key))
        {
            throw new FormatException($"the condition key {key}, which the sandbox does not know");
        }

        var isIfExists = written.EndsWith(IfExists, StringComparison.Ordinal);
        var name = isIfExists ? written[..^IfExists.Length] : written;
        if (name == "Null" && !isIfExists)
        {
            // Its value says whether the key is to be absent.
            return new(key, values, isNegated: false, Array.Exists([.. values], IsTrue), (expected, _) => !IsTrue(expected));
        }

        var (isNegated, matches) = Operator(name) ?? throw new FormatException($"the condition operator {written}, which the sandbox does not know");
        if (name.StartsWith("Numeric", StringComparison.Ordinal) && values.FirstOrDefault(value => Number(value) is null) is { } other)
        {
            throw new FormatException($"{written} of {key} with {other}, which is no number");
        }

        return new(key, values, isNegated, isNegated || isIfExists, matches);
    }

    /// <summary>Whether the request meets it.</summary>
    public bool IsMet(PolicyRequest request)
    {
        var actual = request.Conditions.FirstOrDefault(pair => pair.Key.Equals(_key, StringComparison.OrdinalIgnoreCase)).Value ?? ConditionKeys.Common(_key, request.Caller);
        return actual is null ? _whenAbsent : _values.Any(value => _matches(value, actual)) != _isNegated;
    }

    private static (bool IsNegated, Func<string, string?, bool> Matches)? Operator(string name) => name switch
    {
        "StringEquals" => (false, (value, actual) => value == actual),
        "StringNotEquals" => (true, (value, actual) => value == actual),
        "StringEqualsIgnoreCase" => (false, (value, actual) => value.Equals(actual, StringComparison.OrdinalIgnoreCase)),
        "StringNotEqualsIgnoreCase" => (true, (value, actual) => value.Equals(actual, StringComparison.OrdinalIgnoreCase)),
        "StringLike" => (false, (value, actual) => Glob.Matches(value, actual!)),
        "StringNotLike" => (true, (value, actual) => Glob.Matches(value, actual!)),
        "ArnEquals" or "ArnLike" => (false, (value, actual) => IsArnLike(value, actual!)),
        "ArnNotEquals" or "ArnNotLike" => (true, (value, actual) => IsArnLike(value, actual!)),
        "Bool" => (false, (value, actual) => IsTrue(value) == IsTrue(actual!)),
        "NumericEquals" => (false, Compare(order => order == 0)),
        "NumericNotEquals" => (true, Compare(order => order == 0)),
        "NumericLessThan" => (false, Compare(order => order < 0)),
        "NumericLessThanEquals" => (false, Compare(order => order <= 0)),
        "NumericGreaterThan" => (false, Compare(order => order > 0)),
        "NumericGreaterThanEquals" => (false, Compare(order => order >= 0)),
        _ => null,
    };

    private static Func<string, string?, bool> Compare(Func<int, bool> fits) =>
        (value, actual) => Number(actual!) is { } number && fits(number.CompareTo(Number(value)!.Value));

    private static decimal? Number(string text) => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsTrue(string value) => value.Equals("true", StringComparison.OrdinalIgnoreCase);

    // Each of the six parts by itself: a wildcard does not reach beyond a colon, except in the last.
    private static bool IsArnLike(string pattern, string arn)
    {
        var (expected, actual) = (pattern.Split(':', 6), arn.Split(':', 6));
        return expected.Length == actual.Length && expected.Zip(actual).All(parts => Glob.Matches(parts.First, parts.Second));
    }
}
