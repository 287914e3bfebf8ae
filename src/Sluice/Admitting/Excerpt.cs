using System.Globalization;
using System.Text;

namespace Sluice.Admitting;

/// <summary>
/// What a reason may repeat of a message, or of what ClickHouse says. Anybody who can upload an object writes part of it, and reasons end up in logs and terminals: so no more than a
/// line's worth, and nothing that breaks a line or changes how it reads.
/// </summary>
internal static class Excerpt
{
    /// <summary>Longest excerpt in characters of the message.</summary>
    public const int MaxChars = 200;

    /// <summary>The text, shortened, with control characters, invisible ones and halves of surrogate pairs written as <c>\uXXXX</c>.</summary>
    public static string Of(string text) => text.Length > MaxChars ? $"{Line(text[..MaxChars])}…" : Line(text);

    /// <summary>The whole text, with these characters written so.</summary>
    public static string Line(string text)
    {
        var excerpt = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsPlain(rune))
            {
                excerpt.Append(rune);
            }
            else
            {
                excerpt.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
        }

        return excerpt.ToString();
    }

    private static bool IsPlain(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
