using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Sluice.Admitting;
using Sluice.Loading.ClickHouse;

namespace Sluice.Failures;

/// <summary>Reads ClickHouse's messages: what happened, the error's name and its code.</summary>
internal static partial class ServerMessage
{
    private const int LongestText = 400;
    private const string SomePath = "…";

    /// <summary>
    /// The same error without a word of the objects' paths. Whoever uploads an object chooses them, and what ClickHouse and S3 have to say is only in words.
    /// </summary>
    /// <param name="exception">What a statement about these objects ended in.</param>
    /// <param name="keys">Their keys.</param>
    public static ClickHouseServerException WithoutPaths(ClickHouseServerException exception, IEnumerable<string> keys)
    {
        // A key may be the beginning of another.
        var message = keys.SelectMany(WrittenAs).OrderByDescending(path => path.Length)
            .Aggregate(exception.Message, (text, path) => text.Replace(path, SomePath, StringComparison.Ordinal));
        return new ClickHouseServerException(message, exception.Query, exception.ErrorCode);
    }

    /// <summary>For instance <c>Not a Parquet file (wrong magic bytes at the end of file) (INCORRECT_DATA, ClickHouse code 117)</c>.</summary>
    public static string Describe(ClickHouseServerException exception)
    {
        var line = exception.FirstLine();
        var name = ErrorName().Match(line);
        var text = Prefix().Replace(name.Success ? line[..name.Index] : line, "");
        text = Context().Replace(text, "").Trim().TrimEnd('.', ':', ' ');
        text = Excerpt.Line(text.Length > LongestText ? $"{text[..LongestText]}…" : text);
        return $"{text} ({(name.Success ? $"{name.Groups[1].Value}, " : "")}ClickHouse code {exception.ErrorCode})";
    }

    /// <summary>Whether the server as a whole, and not the query, took more memory than is allowed.</summary>
    public static bool IsServersMemory(ClickHouseServerException exception) =>
        exception.ErrorCode == ServerErrors.MemoryLimitExceeded && exception.Message.Contains("(total) memory limit", StringComparison.Ordinal);

    /// <summary>What it says, from its first word on.</summary>
    public static string TextOf(ClickHouseServerException exception) => Prefix().Replace(exception.FirstLine(), "");

    /// <summary>Whether it is another server of the cluster that failed, or the way to it.</summary>
    public static bool IsOfAnotherServer(ClickHouseServerException exception) =>
        exception.Message.Contains("Received from ", StringComparison.Ordinal) || IsOfLostServer(exception);

    /// <summary>Whether a server of the cluster went away while rows went to it or came from it. The code may be the one of an object that ends too early.</summary>
    public static bool IsOfLostServer(ClickHouseServerException exception) =>
        exception.ErrorCode is ServerErrors.AttemptToReadAfterEof or ServerErrors.SocketTimeout or ServerErrors.NetworkError
        && (exception.Message.Contains("Insertion status:", StringComparison.Ordinal) || exception.Message.Contains("while receiving packet from ", StringComparison.Ordinal));

    /// <summary>As it is, as the statement's URL has it, and as ClickHouse quotes it.</summary>
    private static string[] WrittenAs(string key) => [key, ObjectUrl.PathOf(key), Sql.Literal(key)[1..^1]];

    // A server of the cluster says what another one said.
    [GeneratedRegex(@"^(Code: \d+\. )?(DB::)?(\w*Exception: )?(Received from \S+:\d+\. (DB::)?(\w*Exception: )?)*")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"\s\(([A-Z][A-Z0-9_]+)\)(\s\(version [^)]*\))?(\s*\(official build\))?\s*$")]
    private static partial Regex ErrorName();

    // The object's path is in the log line already, and the processing step says nothing to whoever reads it.
    [GeneratedRegex(@":? \(in file/uri .*?\)(?=[:.]|$)|: While (executing|processing) .*$")]
    private static partial Regex Context();
}
