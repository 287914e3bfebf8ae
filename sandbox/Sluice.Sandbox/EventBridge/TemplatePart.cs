using System.Text.RegularExpressions;

namespace Sluice.Sandbox.EventBridge;

/// <summary>A piece of an input template.</summary>
/// <param name="Text">Literal text, or the name of a variable.</param>
/// <param name="IsVariable">Whether it is a variable.</param>
/// <param name="InString">Whether a variable stands between the quotes of a JSON string.</param>
internal sealed partial record TemplatePart(string Text, bool IsVariable, bool InString)
{
    /// <summary>Cuts a template at its <c>&lt;variables&gt;</c>.</summary>
    public static List<TemplatePart> Split(string template)
    {
        var parts = new List<TemplatePart>();
        var inString = false;
        var start = 0;
        foreach (Match variable in Variable().Matches(template))
        {
            var literal = template[start..variable.Index];
            inString ^= IsOddNumberOfQuotes(literal);
            parts.Add(new(literal, IsVariable: false, inString));
            parts.Add(new(variable.Groups[1].Value, IsVariable: true, inString));
            start = variable.Index + variable.Length;
        }

        parts.Add(new(template[start..], IsVariable: false, inString));
        return parts;
    }

    private static bool IsOddNumberOfQuotes(string literal) =>
        QuoteOrEscape().Matches(literal).Count(match => match.Value == "\"") % 2 == 1;

    [GeneratedRegex("<([A-Za-z0-9_.-]+)>")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\\.|""")]
    private static partial Regex QuoteOrEscape();
}
