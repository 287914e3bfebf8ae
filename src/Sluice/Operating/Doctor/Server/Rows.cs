using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Asks ClickHouse.</summary>
internal static class Rows
{
    public static async Task<IReadOnlyList<T>> OfAsync<T>(ClickHouseClient client, string sql, Func<ClickHouseDataReader, T> row, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(sql, cancellationToken: cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
