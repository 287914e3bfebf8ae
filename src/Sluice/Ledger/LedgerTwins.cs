using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>Looks for other objects whose rows might be taken for an object's own.</summary>
internal sealed class LedgerTwins(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>Objects with as many rows, for the same table, that may have been inserted since.</summary>
    /// <param name="intent">The object's intent.</param>
    /// <param name="own">Objects that do not count.</param>
    /// <param name="rows">Numbers of rows that may be mistaken.</param>
    /// <param name="limit">How many are enough.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LedgerTwin>> FindAsync(
        LedgerEntry intent, IEnumerable<LoadId> own, IEnumerable<long> rows, int limit, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT DISTINCT load_id, key, etag FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads}
             WHERE database = {Sql.Literal(intent.Database)} AND table = {Sql.Literal(intent.Table)} AND state IN ('intended', 'in_doubt', 'loaded')
               AND rows IN ({string.Join(", ", rows.Select(Number))})
               AND written_at >= toDateTime64({Sql.Literal(intent.IntendedAt.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture))}, 3, 'UTC')
               AND load_id NOT IN ({string.Join(", ", own.Select(id => Sql.Literal(id.Value)))})
             LIMIT {Number(limit)}
             """,
            cancellationToken: cancellationToken);
        var twins = new List<LedgerTwin>();
        while (await reader.ReadAsync(cancellationToken))
        {
            twins.Add(new LedgerTwin(new LoadId(reader.GetString(0)), reader.GetString(1), reader.GetString(2)));
        }

        return twins;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
