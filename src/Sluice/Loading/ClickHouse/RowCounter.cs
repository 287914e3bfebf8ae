using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Counts the rows of one object in a table, by provenance.</summary>
internal sealed class RowCounter(ClickHouseClient client, SluiceSettings settings)
{
    public async Task<long> CountAsync(TableName table, LoadId id, CancellationToken cancellationToken) => Convert.ToInt64(
        await client.ExecuteScalarAsync(
            $"SELECT count() FROM {table.Quoted} WHERE {Sql.Identifier(settings.Loading.ProvenanceColumn)} = {Sql.Literal(id.Value)}",
            cancellationToken: cancellationToken),
        CultureInfo.InvariantCulture);
}
