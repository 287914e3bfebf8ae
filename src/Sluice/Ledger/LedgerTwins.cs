using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>Looks for other objects whose rows might be taken for an object's own.</summary>
internal sealed class LedgerTwins(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>Objects for the same table that may have been inserted since, with as many rows, and whose footers do not say that these are others.</summary>
    /// <param name="intent">The object's intent.</param>
    /// <param name="own">The object, and what was inserted with it.</param>
    /// <param name="limit">How many are enough.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LedgerTwin>> FindAsync(
        LedgerEntry intent, IReadOnlyCollection<LedgerEntry> own, int limit, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT DISTINCT load_id, key, etag FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads}
             WHERE database = {Sql.Literal(intent.Database)} AND table = {Sql.Literal(intent.Table)} AND state IN ('intended', 'in_doubt', 'loaded')
               AND ({string.Join(" OR ", own.Select(MayBeEqual))})
               AND written_at >= toDateTime64({Sql.Literal(intent.IntendedAt.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture))}, 3, 'UTC')
               AND load_id NOT IN ({string.Join(", ", own.Select(entry => Sql.Literal(entry.LoadId.Value)))})
             LIMIT {limit.ToString(CultureInfo.InvariantCulture)}
             """,
            cancellationToken: cancellationToken);
        var twins = new List<LedgerTwin>();
        while (await reader.ReadAsync(cancellationToken))
        {
            twins.Add(new LedgerTwin(new LoadId(reader.GetString(0)), reader.GetString(1), reader.GetString(2)));
        }

        return twins;
    }

    // Ranges of other columns cannot be compared.
    private static string MayBeEqual(LedgerEntry entry) => string.Create(
        CultureInfo.InvariantCulture,
        $"(rows = {entry.Rows} AND NOT (ranges.columns = {entry.Ranges.Columns} AND ranges.values != {entry.Ranges.Values}))");
}
