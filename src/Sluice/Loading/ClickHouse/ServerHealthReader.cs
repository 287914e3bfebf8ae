using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;
using Sluice.Topology;

namespace Sluice.Loading.ClickHouse;

/// <summary>Asks a server how it is doing (<c>system.metrics</c>, <c>system.server_settings</c>, <c>system.parts</c>; each may need a grant, which the agent can do without).</summary>
internal sealed class ServerHealthReader(ClickHouseClient client, PipelineTopology topology)
{
    /// <summary>What it is busy with.</summary>
    /// <exception cref="ClickHouseServerException">It may not be read.</exception>
    public async Task<ServerLoad> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            "SELECT metric, value FROM system.metrics WHERE metric IN ('Query', 'Merge', 'MemoryTracking', 'DelayedInserts')", cancellationToken: cancellationToken);
        var metrics = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            metrics[reader.GetString(0)] = Number(reader, 1);
        }

        // The question is a query itself.
        return new ServerLoad(Math.Max(0, metrics["Query"] - 1), metrics["Merge"], metrics["MemoryTracking"], metrics["DelayedInserts"]);
    }

    /// <summary>What it allows.</summary>
    /// <exception cref="ClickHouseServerException">It may not be read.</exception>
    public async Task<ServerLimits> LimitsAsync(CancellationToken cancellationToken)
    {
        const string memory = "max_server_memory_usage", queries = "max_concurrent_queries";
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT name, toInt64OrZero(value) FROM system.server_settings WHERE name IN ('{memory}', '{queries}')", cancellationToken: cancellationToken);
        var limits = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            limits[reader.GetString(0)] = Number(reader, 1);
        }

        return new ServerLimits(limits.GetValueOrDefault(memory), limits.GetValueOrDefault(queries));
    }

    /// <summary>Parts of the domains' tables, by database.</summary>
    /// <exception cref="ClickHouseServerException">They may not be read.</exception>
    public async Task<IReadOnlyDictionary<string, PartCount>> PartsAsync(CancellationToken cancellationToken)
    {
        var parts = topology.Domains.Select(domain => domain.Database).Distinct().ToDictionary(database => database, _ => new PartCount(0, 0));
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT database, sum(parts), max(parts)
             FROM (
                 SELECT database, count() AS parts FROM system.parts
                 WHERE active AND database IN ({string.Join(", ", parts.Keys.Select(Sql.Literal))})
                 GROUP BY database, table, partition_id
             )
             GROUP BY database
             """,
            cancellationToken: cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            parts[reader.GetString(0)] = new PartCount(Number(reader, 1), Number(reader, 2));
        }

        return parts;
    }

    private static long Number(ClickHouseDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
}
