using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Counts the rows of objects in a table, by provenance.</summary>
internal sealed class RowCounter(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>Rows of one object.</summary>
    public async Task<long> CountAsync(TableName table, LoadId id, CancellationToken cancellationToken) =>
        (await CountAsync(table, [id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Rows of each object; objects without any are not in it.</summary>
    public async Task<IReadOnlyDictionary<LoadId, long>> CountAsync(TableName table, IEnumerable<LoadId> ids, CancellationToken cancellationToken)
    {
        var column = Sql.Identifier(settings.Loading.ProvenanceColumn);
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT {column}, count() FROM {table.Quoted} WHERE {column} IN ({string.Join(", ", ids.Select(id => Sql.Literal(id.Value)))}) GROUP BY {column}",
            cancellationToken: cancellationToken);
        var counts = new Dictionary<LoadId, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[new LoadId(reader.GetString(0))] = Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
        }

        return counts;
    }
}
