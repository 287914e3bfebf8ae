using System.Collections.Immutable;
using System.Text;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// The operand of <c>wildcard</c>: <c>*</c> stands for any characters or none, <c>\*</c> for an asterisk, <c>\\</c> for a backslash.
/// </summary>
internal sealed class WildcardPattern
{
    private readonly ImmutableArray<string> _literals;

    private WildcardPattern(ImmutableArray<string> literals) => _literals = literals;

    /// <summary>Reads the operand.</summary>
    /// <exception cref="InvalidEventPatternException">Two wildcards in a row, or a backslash before another character.</exception>
    public static WildcardPattern Parse(string operand)
    {
        var literals = ImmutableArray.CreateBuilder<string>();
        var literal = new StringBuilder();
        for (var i = 0; i < operand.Length; i++)
        {
            var next = i + 1 < operand.Length ? operand[i + 1] : '\0';
            switch (operand[i])
            {
                case '*' when next == '*':
                    throw new InvalidEventPatternException($"consecutive wildcard characters at pos {i}");
                case '*':
                    literals.Add(literal.ToString());
                    literal.Clear();
                    break;
                case '\\' when next is '*' or '\\':
                    literal.Append(next);
                    i++;
                    break;
                case '\\':
                    throw new InvalidEventPatternException($"invalid escape character at pos {i}");
                default:
                    literal.Append(operand[i]);
                    break;
            }
        }

        literals.Add(literal.ToString());
        return new(literals.ToImmutable());
    }

    /// <summary>Whether the whole of <paramref name="text"/> fits, case-sensitively.</summary>
    public bool Matches(string text)
    {
        if (_literals.Length == 1)
        {
            return text == _literals[0];
        }

        var first = _literals[0];
        var last = _literals[^1];
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal)
            || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // What lies between two wildcards may be taken where it first occurs: later occurrences only leave less text
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var literal in _literals.AsSpan()[1..^1])
        {
            var at = rest.IndexOf(literal, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + literal.Length)..];
        }

        return true;
    }
}
