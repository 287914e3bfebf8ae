using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Loading.Targets;
using Sluice.Sandbox;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Cluster;

/// <summary>What tests of a cluster have in common.</summary>
public abstract class ClusterBench(ClusterCloud cluster)
{
    private protected ClusterCloud Cluster { get; } = cluster;

    private protected const int Rows = 500;
    private protected const int LargeRows = 200_000;

    private protected ProxiedCloud.ProxiedAgent Agent => Cluster.Agent;

    private protected ProtocolState State { get; } = new(cluster.Agent);

    private protected TargetTables Tables => Cluster.Agent.Agent.Services.GetRequiredService<TargetTables>();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Makes an object that the agent has loaded one of which it died before it could say so, and whose windows still know it.</summary>
    protected async Task ForgetCommitAsync(string table, string key)
    {
        await State.ForgetCommitAsync(key);
        var target = await Tables.FindAsync(new("market", table), Stop);
        var numbers = $"'{Distribution.LayoutKey}', {target!.Distribution!.LayoutNumber}, "
            + string.Join(", ", target.Written.SelectMany(target.BlockKeysOf).Select(own => $"'{own}', 0"));
        (await Cluster.FirstAsync(
            $"INSERT INTO sluice.loads (* EXCEPT(block_numbers, server_version, written_at, version), block_numbers, server_version) SELECT * EXCEPT(block_numbers, server_version, written_at, version), map({numbers}), version() FROM sluice.loads FINAL WHERE key = '{key}'")).ShouldBeEmpty();
    }

    protected async Task<string> RefusalAsync(string table)
    {
        var key = await UploadAsync(table, $"refused{Guid.NewGuid():N}");
        var said = await Agent.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        said.Values["ErrorCode"].ShouldBe("E003");
        return said.Message;
    }

    /// <summary>Rows that are not where the sharding key says.</summary>
    protected async Task<string> MisplacedAsync(string table) =>
        $"{await Cluster.FirstAsync($"SELECT count() FROM market.{table}_local WHERE cityHash64(id) % 2 != 0")}\t{await Cluster.SecondAsync($"SELECT count() FROM market.{table}_local WHERE cityHash64(id) % 2 != 1")}";

    protected async Task<int> InsertsAsync(string table)
    {
        await Cluster.SecondAsync("SYSTEM FLUSH LOGS");
        return int.Parse(await Cluster.SecondAsync($"SELECT count() FROM system.query_log WHERE type = 'QueryFinish' AND query_kind = 'Insert' AND query LIKE '%{table}_local%'"), CultureInfo.InvariantCulture);
    }

    protected async Task<string> StagedOnAsync(ClickHouseServer shard, string id)
    {
        await AskAsync(shard, "SYSTEM FLUSH LOGS");
        return await AskAsync(
            shard, $"SELECT sum(written_rows) FROM system.query_log WHERE type = 'QueryFinish' AND query_kind = 'Insert' AND query LIKE '%INTO%staging_{id}%_shard%' AND NOT is_initial_query");
    }

    protected Task<string> AskAsync(ClickHouseServer shard, string sql) => Sandbox.ClickHouseClient.AdminAsync(shard, Cluster.Cloud, sql);

    protected async Task<string> UploadAsync(string table, string name, int first = 0, string domain = "market")
    {
        var key = $"{domain}/{table}/p/{name}.parquet";
        await Agent.UploadAsync(key, await Agent.ParquetAsync(name, Rows, first));
        return key;
    }

    protected async Task<string> UploadLargeAsync(string table)
    {
        var key = $"market/{table}/p/large.parquet";
        await Agent.UploadAsync(key, await LargeAsync());
        return key;
    }

    /// <summary>About 6 MB uncompressed.</summary>
    protected Task<byte[]> LargeAsync() => Parquet.OfAsync(
        Cluster.Cloud, $"SELECT toUInt64(number) AS id, toString(cityHash64(number)) AS label FROM numbers({LargeRows}) SETTINGS output_format_parquet_row_group_size = 25000");
}
