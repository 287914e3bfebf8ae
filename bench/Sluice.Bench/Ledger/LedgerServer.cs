using System.Globalization;
using ClickHouse.Driver;
using Sluice.Ledger;

namespace Sluice.Bench.Ledger;

/// <summary>What the server says of itself.</summary>
/// <param name="admin">A client that may see everything.</param>
/// <param name="database">Database of the ledger.</param>
/// <param name="user">User whose queries are counted.</param>
/// <param name="time">Drives the waiting.</param>
internal sealed class LedgerServer(ClickHouseClient admin, string database, string user, TimeProvider time)
{
    private static readonly TimeSpan _calm = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    private string ActiveParts => $"FROM system.parts WHERE active AND database = '{database}' AND table = '{LedgerSchema.Loads}'";

    /// <summary>Waits until what the fill has left to merge is merged, or for a minute.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < _calm && await NumberAsync("SELECT count() FROM system.merges", cancellationToken) > 0)
        {
            await Task.Delay(_interval, time, cancellationToken);
        }
    }

    public async Task<(long Bytes, int Parts)> SizeAsync(CancellationToken cancellationToken) => (
        (long)await NumberAsync($"SELECT sum(bytes_on_disk) {ActiveParts}", cancellationToken),
        (int)await NumberAsync($"SELECT count() {ActiveParts}", cancellationToken));

    /// <summary>The server's clock in µs, from which <see cref="LookUpCostAsync"/> counts.</summary>
    public async Task<double> NowAsync(CancellationToken cancellationToken) =>
        await NumberAsync("SELECT toUnixTimestamp64Micro(now64(6))", cancellationToken);

    /// <summary>What the user's SELECTs have cost since then; null when there was none.</summary>
    public async Task<LookUpCost?> LookUpCostAsync(double since, CancellationToken cancellationToken)
    {
        await admin.ExecuteNonQueryAsync("SYSTEM FLUSH LOGS", cancellationToken: cancellationToken);
        using var reader = await admin.ExecuteReaderAsync(
            $"""
             SELECT avg(read_rows), avg(ProfileEvents['UserTimeMicroseconds'] + ProfileEvents['SystemTimeMicroseconds']) / 1000 FROM system.query_log
             WHERE type = 'QueryFinish' AND query_kind = 'Select' AND user = '{user}' AND toUnixTimestamp64Micro(event_time_microseconds) >= {since:F0}
             """,
            cancellationToken: cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return double.IsNaN(reader.GetDouble(0)) ? null : new LookUpCost(reader.GetDouble(0), reader.GetDouble(1));
    }

    private async Task<double> NumberAsync(string query, CancellationToken cancellationToken) =>
        Convert.ToDouble(await admin.ExecuteScalarAsync(query, cancellationToken: cancellationToken), CultureInfo.InvariantCulture);
}
