using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Whether all loads at once fit ClickHouse's memory.</summary>
internal sealed class MemoryCheck(ServerOnlooker onlooker, SluiceSettings settings) : IDoctorCheck
{
    public CheckInfo Info => CheckTable.Memory;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var budget = settings.MemoryBytes;
        var wanted = $"all running inserts together take up to {Words.Size(budget)}";
        try
        {
            var limit = await FirstAsync("SELECT toFloat64(value) FROM system.server_settings WHERE name = 'max_server_memory_usage'", cancellationToken);
            var (machine, free) = (await MetricAsync("OSMemoryTotal", cancellationToken), await MetricAsync("OSMemoryAvailable", cancellationToken));
            var has = new[] { limit, machine }.Where(size => size > 0).DefaultIfEmpty(0).Min();
            var detail = $"{wanted}; ClickHouse may use {(has > 0 ? Words.Size(has.Value) : "what there is")}{(free > 0 ? $", its machine has {Words.Size(free.Value)} available" : "")}";
            return has > 0 && budget > has
                ? [Finding.Warning(Info.Name, $"{detail}: inserts will fail for memory", "lower pipeline.memoryMiB, or raise max_server_memory_usage")]
                : [Finding.Ok(Info.Name, detail)];
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return [Finding.Skipped(Info.Name, $"{wanted}; {onlooker.User} may not see what ClickHouse has", SystemGrants.Fix(onlooker.User, SystemGrants.OfMemory))];
        }
    }

    private async Task<double?> MetricAsync(string metric, CancellationToken cancellationToken)
    {
        try
        {
            return await FirstAsync($"SELECT value FROM system.asynchronous_metrics WHERE metric = {Sql.Literal(metric)}", cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.UnknownTable)
        {
            return null;
        }
    }

    private async Task<double?> FirstAsync(string sql, CancellationToken cancellationToken) =>
        await Rows.OfAsync(onlooker.Client, sql, row => Convert.ToDouble(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken) is [var first, ..] ? first : null;
}
