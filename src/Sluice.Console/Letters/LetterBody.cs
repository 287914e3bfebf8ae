using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.Admitting;
using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>What a letter says, fit to be shown: no longer than a person reads, nothing that lets somebody in, nothing that changes how a line reads.</summary>
internal static partial class LetterBody
{
    // A page keeps some hundred letters, and anybody may have sent them.
    private const int MostChars = 16 * 1024;

    private const int MostAttributeChars = 1024;

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The letter with no more of its text than a page shows.</summary>
    public static DeadLetter Cut(DeadLetter letter) => letter with
    {
        Body = Cut(letter.Body, MostChars),
        Reason = Cut(letter.Reason, MostChars),
        Attributes = letter.Attributes.ToDictionary(attribute => attribute.Key, attribute => Cut(attribute.Value, MostAttributeChars)),
    };

    /// <summary>The body, indented where it is JSON.</summary>
    public static string Pretty(string body)
    {
        try
        {
            body = JsonNode.Parse(body)?.ToJsonString(_json) ?? body;
        }
        catch (JsonException)
        {
            // As it is: this may be why it is a dead letter.
        }

        return string.Join('\n', Hidden(body).ReplaceLineEndings("\n").Split('\n').Select(line => Excerpt.Line(line.Replace("\t", "  ", StringComparison.Ordinal))));
    }

    /// <summary>A value on one line.</summary>
    public static string Line(string value) => Excerpt.Line(Hidden(value));

    private static string Cut(string text, int most) => text.Length > most ? $"{text[..most]}…" : text;

    private static string Hidden(string text) => Credentials().Replace(text, "${name}[HIDDEN]");

    // A presigned URL lets in whoever reads it.
    [GeneratedRegex("""(?<name>(?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|[?&]Signature)(?:=|%3D))[^&"'\s\\]+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}
