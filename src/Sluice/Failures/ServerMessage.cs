using System.Text.RegularExpressions;
using ClickHouse.Driver;

namespace Sluice.Failures;

/// <summary>Cuts ClickHouse's messages down to what people need: what happened, the error's name and its code.</summary>
internal static partial class ServerMessage
{
    private const int LongestText = 400;

    /// <summary>For instance <c>Not a Parquet file (wrong magic bytes at the end of file) (INCORRECT_DATA, ClickHouse code 117)</c>.</summary>
    public static string Describe(ClickHouseServerException exception)
    {
        var line = exception.Message.Trim().Split('\n')[0].TrimEnd();
        var name = ErrorName().Match(line);
        var text = Prefix().Replace(name.Success ? line[..name.Index] : line, "");
        text = Context().Replace(text, "").Trim().TrimEnd('.', ':', ' ');
        text = text.Length > LongestText ? $"{text[..LongestText]}…" : text;
        return $"{text} ({(name.Success ? $"{name.Groups[1].Value}, " : "")}ClickHouse code {exception.ErrorCode})";
    }

    [GeneratedRegex(@"^(Code: \d+\. )?(DB::)?(\w*Exception: )?")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s\(([A-Z][A-Z0-9_]+)\)(\s\(version [^)]*\))?(\s*\(official build\))?\s*$")]
    private static partial Regex ErrorName();

    // The object's path is in the log line already, and the processing step says nothing to whoever reads it.
    [GeneratedRegex(@":? \(in file/uri .*?\)(?=[:.]|$)|: While (executing|processing) .*$")]
    private static partial Regex Context();
}
