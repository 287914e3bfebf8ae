using System.Globalization;
using System.Runtime.CompilerServices;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating;

/// <summary>Has the server compare a table's rows, by provenance, with the ledger, and takes only what differs.</summary>
internal sealed class RowComparison(ClickHouseClient client, SluiceSettings settings)
{
    // What was just being written when the query began differs for a moment. More than these are no such moment.
    private const int LookedAtTwice = 1000;

    private const int Unknown = 0;

    // Grouping by object spills to disk rather than take more memory of a server that has other work.
    private static readonly QueryOptions _spilling = new()
    {
        CustomSettings = new Dictionary<string, object> { ["max_bytes_before_external_group_by"] = 512L * 1024 * 1024 },
    };

    /// <summary>The objects whose rows are not as the ledger says.</summary>
    public async IAsyncEnumerable<(LoadId Id, RowDifference Difference)> CompareAsync(
        AuditedTable table, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var first = new Dictionary<LoadId, RowDifference>();
        await foreach (var (id, difference) in DifferencesAsync(table, [], cancellationToken))
        {
            if (first.Count < LookedAtTwice)
            {
                first[id] = difference;
            }
            else
            {
                yield return (id, difference);
            }
        }

        await foreach (var (id, again) in first.Count == 0 ? AsyncEnumerable.Empty<(LoadId, RowDifference)>() : DifferencesAsync(table, first.Keys, cancellationToken))
        {
            if (first.TryGetValue(id, out var before) && before == again)
            {
                yield return (id, again);
            }
        }
    }

    private async IAsyncEnumerable<(LoadId Id, RowDifference Difference)> DifferencesAsync(
        AuditedTable table, IReadOnlyCollection<LoadId> only, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(Query(table, only), options: _spilling, cancellationToken: cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var state = Convert.ToInt32(reader.GetValue(1), CultureInfo.InvariantCulture);
            var found = Convert.ToUInt64(reader.GetValue(2), CultureInfo.InvariantCulture);
            yield return (new LoadId(reader.GetString(0)), new RowDifference(table.Name, state == Unknown ? null : (LoadState)state, found));
        }
    }

    /// <summary>An insert that is under way, or in doubt, may have its rows or not; the ledger's whole knowledge of the table counts, whatever the bucket.
    /// Objects that were loaded before the table had the column cannot be told by it.</summary>
    private string Query(AuditedTable table, IReadOnlyCollection<LoadId> only)
    {
        var provenance = Sql.Identifier(settings.Loading.ProvenanceColumn);
        var ids = only.Count == 0 ? "" : string.Join(", ", only.Select(id => Sql.Literal(id.Value)));
        return $"""
                SELECT id, max(state) AS known, sum(found) AS rows_found, sum(expected) AS rows_expected
                FROM
                (
                    SELECT load_id AS id, toInt32(state) AS state, rows AS expected, toUInt64(0) AS found
                    FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads} FINAL
                    WHERE database = {Sql.Literal(table.Name.Database)} AND table = {Sql.Literal(table.Name.Name)}
                      AND (provenance = {Sql.Literal(settings.Loading.ProvenanceColumn)} OR state != {(int)LoadState.Loaded}){In("load_id", ids)}
                    UNION ALL
                    SELECT toString({provenance}) AS id, toInt32({Unknown}) AS state, toUInt64(0) AS expected, count() AS found
                    FROM {table.Name.Quoted}
                    WHERE {provenance} != ''{In(provenance, ids)}
                    GROUP BY id
                )
                GROUP BY id
                HAVING (known = {(int)LoadState.Loaded} AND rows_found {(table.Rule == RowsRule.Exact ? "!=" : ">")} rows_expected)
                    OR (known NOT IN ({(int)LoadState.Loaded}, {(int)LoadState.Intended}, {(int)LoadState.InDoubt}) AND rows_found > 0)
                """;
    }

    private static string In(string column, string ids) => ids.Length == 0 ? "" : $" AND {column} IN ({ids})";
}
