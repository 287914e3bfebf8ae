using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare.World;

/// <summary>The sandbox's ClickHouse, as its administrator sees it.</summary>
internal sealed class BenchDatabase(LocalCloud cloud) : IDisposable
{
    /// <summary>The client.</summary>
    public ClickHouseClient Client { get; } = new(new ClickHouseClientSettings
    {
        Host = cloud.ClickHouseHttpEndpoint.Host,
        Port = (ushort)cloud.ClickHouseHttpEndpoint.Port,
        Username = cloud.AdminUser,
        Password = cloud.AdminPassword,
        Timeout = TimeSpan.FromMinutes(10),
    });

    public void Dispose() => Client.Dispose();

    public Task ExecuteAsync(string statement, CancellationToken cancellationToken) =>
        Client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken);

    /// <summary>The only number of a query.</summary>
    public async Task<long> NumberAsync(string query, CancellationToken cancellationToken) =>
        Convert.ToInt64(await Client.ExecuteScalarAsync(query, cancellationToken: cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>Rows and checksum of a table or a table function.</summary>
    public async Task<Content> ContentAsync(string source, CancellationToken cancellationToken)
    {
        using var reader = await Client.ExecuteReaderAsync(TradeTable.ContentOf + source, cancellationToken: cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Content(Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture), Convert.ToUInt64(reader.GetValue(1), CultureInfo.InvariantCulture));
    }

    /// <summary>When an insert has made the last part of a table.</summary>
    public async Task<DateTimeOffset> LastPartAtAsync(string database, string table, CancellationToken cancellationToken)
    {
        await ExecuteAsync("SYSTEM FLUSH LOGS", cancellationToken);
        var microseconds = await NumberAsync(
            $"SELECT toUnixTimestamp64Micro(max(event_time_microseconds)) FROM system.part_log WHERE event_type = 'NewPart' AND database = '{database}' AND table = '{table}'",
            cancellationToken);
        return DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
    }

    /// <summary>Parts that inserts have made in a table so far.</summary>
    public async Task<long> NewPartsAsync(string database, string table, CancellationToken cancellationToken)
    {
        await ExecuteAsync("SYSTEM FLUSH LOGS", cancellationToken);
        return await NumberAsync(
            $"SELECT count() FROM system.part_log WHERE event_type = 'NewPart' AND database = '{database}' AND table = '{table}'", cancellationToken);
    }
}
