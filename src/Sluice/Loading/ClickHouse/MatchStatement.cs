using System.Globalization;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Writes the statements that compare a target with a staging table, row by row.</summary>
internal static class MatchStatement
{
    private const string Hash = "_sluice_hash";

    /// <summary>Of each row as often as it is staged: how often does the target have it?</summary>
    public static string Count(MatchPlan plan, int slice) =>
        $"""
         SELECT sum(staged), sum(least(staged, found)), sum(greatest(found - staged, 0)), countIf(found > 0 AND found < staged)
         FROM
         (
             SELECT {Hash}, toInt64(sum(is_staged)) AS staged, toInt64(sum(NOT is_staged)) AS found
             FROM
             (
                 SELECT {HashOf(plan)} AS {Hash}, true AS is_staged FROM {plan.Staging.Quoted} WHERE {Slice(plan, slice)}
                 UNION ALL
                 SELECT {HashOf(plan)} AS {Hash}, false AS is_staged FROM {plan.Target.Quoted} WHERE {Found(plan, slice)}
             )
             GROUP BY {Hash}
         )
         """;

    /// <summary>What the target does not have, into a table that is like it.</summary>
    public static string Missing(MatchPlan plan, TableName rest, int slice)
    {
        string[] columns = [.. plan.Columns.Select(Sql.Identifier)];
        var (into, from) = plan.Provenance is { } provenance
            ? (columns.Append(Sql.Identifier(provenance.Column)), columns.Append(Sql.Literal(provenance.Value)))
            : (columns, columns);
        return
            $"""
             INSERT INTO {rest.Quoted} ({string.Join(", ", into)})
             SELECT {string.Join(", ", from)} FROM {plan.Staging.Quoted}
             WHERE {InsertStatement.Fence(plan.Deadline)} AND {Slice(plan, slice)}
               AND {HashOf(plan)} NOT IN (SELECT {HashOf(plan)} FROM {plan.Target.Quoted} WHERE {Found(plan, slice)})
             """;
    }

    // 128 bits of a keyed hash over value and NULL of each column: equal only for rows that are. The types are the same on both sides.
    private static string HashOf(MatchPlan plan) => $"sipHash128(tuple({string.Join(", ", plan.Columns.Select(Sql.Identifier))}))";

    private static string Slice(MatchPlan plan, int slice) =>
        plan.Slices == 1 ? "1" : string.Create(CultureInfo.InvariantCulture, $"reinterpretAsUInt64({HashOf(plan)}) % {plan.Slices} = {slice}");

    private static string Found(MatchPlan plan, int slice) => string.Join(
        " AND ",
        [
            Where(plan),
            .. plan.Keys.Select(key => WithinRange(plan, Sql.Identifier(key))),
            Slice(plan, slice),
            $"{HashOf(plan)} IN (SELECT {HashOf(plan)} FROM {plan.Staging.Quoted} WHERE {Slice(plan, slice)})",
        ]);

    private static string WithinRange(MatchPlan plan, string column) =>
        $"{column} BETWEEN (SELECT min({column}) FROM {plan.Staging.Quoted}) AND (SELECT max({column}) FROM {plan.Staging.Quoted})";

    // From the part's own name (partition_min_max_level), so that it is of the moment that the rows are of, however parts are merged meanwhile.
    private static string Where(MatchPlan plan) => plan switch
    {
        { Provenance: { } provenance } => $"{Sql.Identifier(provenance.Column)} = {Sql.Literal(provenance.Value)}",
        { AfterBlock: { } block } => string.Create(CultureInfo.InvariantCulture, $"toInt64(splitByChar('_', _part)[3]) > {block}"),
        _ => "1",
    };
}
