using System.Text.RegularExpressions;

namespace Sluice.Loading.Targets;

/// <summary>What a table of engine <c>Distributed</c> passes its rows on to.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Table">The table on each shard.</param>
/// <param name="ShardingKey">Expression that says which shard takes a row; null when there is none.</param>
internal sealed partial record DistributedEngine(string Cluster, TableName Table, string? ShardingKey)
{
    public const string Name = "Distributed";

    /// <param name="engineFull"><c>engine_full</c> of <c>system.tables</c>.</param>
    /// <returns>Null when it cannot be understood, or names no database.</returns>
    public static DistributedEngine? Parse(string engineFull) =>
        engineFull.StartsWith($"{Name}(", StringComparison.Ordinal)
            && ArgumentsOf(engineFull[(Name.Length + 1)..]).Select(argument => argument.Trim()).ToList() is [var cluster, var database, var table, .. var rest]
            && Word(database) is { Length: > 0 } inDatabase
            ? new DistributedEngine(Word(cluster), new TableName(inDatabase, Word(table)), rest is [{ Length: > 0 } key, ..] ? key : null)
            : null;

    /// <summary>Names of functions that the expression calls.</summary>
    public static IReadOnlyCollection<string> FunctionsOf(string expression) =>
        [.. Function().Matches(WithoutLiterals(expression)).Select(match => match.Groups["name"].Value).Distinct()];

    /// <summary>Whether the expression has that name in it.</summary>
    public static bool Mentions(string expression, string column) =>
        Regex.IsMatch(WithoutLiterals(expression), $@"(?<![\w`]){Regex.Escape(column)}(?![\w(])") || expression.Contains($"`{column}`", StringComparison.Ordinal);

    private static string WithoutLiterals(string expression) => Literal().Replace(expression, "''");

    private static IEnumerable<string> ArgumentsOf(string text)
    {
        var (depth, start, isQuoted) = (0, 0, false);
        for (var index = 0; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\' when isQuoted:
                    index++;
                    break;
                case '\'':
                    isQuoted = !isQuoted;
                    break;
                case '(' or '[' when !isQuoted:
                    depth++;
                    break;
                case ')' when !isQuoted && depth == 0:
                    yield return text[start..index];
                    yield break;
                case ')' or ']' when !isQuoted:
                    depth--;
                    break;
                case ',' when !isQuoted && depth == 0:
                    yield return text[start..index];
                    start = index + 1;
                    break;
            }
        }
    }

    private static string Word(string argument) => argument.Trim('\'', '`');

    [GeneratedRegex(@"'(?:\\.|[^'\\])*'")]
    private static partial Regex Literal();

    [GeneratedRegex(@"(?<name>\w+)\s*\(")]
    private static partial Regex Function();
}
