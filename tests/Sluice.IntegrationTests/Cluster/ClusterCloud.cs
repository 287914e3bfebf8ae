using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Cluster;

/// <summary>A cloud whose ClickHouse is a cluster of two servers, each a shard, and an agent in it.</summary>
public sealed class ClusterCloud() : ProxiedCloud(
    new SandboxOptions
    {
        ClickHouseServers = 2,
        Domains = new Dictionary<string, DomainOptions> { ["market"] = new() { MemoryMiB = 128 }, ["replaced"] = new(), ["killed"] = new() },
        LoaderGrants = [.. new SandboxOptions().LoaderGrants, "GRANT TABLE ENGINE ON Distributed", "GRANT READ, WRITE ON REMOTE", "GRANT SELECT ON system.clusters", "GRANT SELECT ON system.functions"],
        MessageTimeout = TimeSpan.FromSeconds(8),
        MaxReceiveCount = 10,
    },
    settings => settings with
    {
        Loading = new() { MaxBlockMiB = 1, Tables = { ["replaced.*"] = new() { OnOverwrite = OverwritePolicy.Replace } } },
        Topology = settings.Topology with { Domains = [.. settings.Topology.Domains.Where(domain => domain.Name != "killed")] },
    })
{
    /// <summary>The second shard's server.</summary>
    internal ClickHouseServer Second => Cloud.Shards[1];

    /// <summary>Makes a Distributed table, and the table that it distributes to on both shards.</summary>
    internal async Task<string> NewTableAsync(
        string domain = "market", string key = "cityHash64(id)", string provenance = ", _sluice_load_id String", string settings = AgentFixture.Window, string ofSecond = AgentFixture.Window, string more = "")
    {
        var table = AgentFixture.NewName("t");
        foreach (var (shard, own) in Cloud.Shards.Zip([settings, ofSecond]))
        {
            (await shard.AdminAsync(Cloud, $"CREATE TABLE {domain}.{table}_local (id UInt64, label String{provenance}{more}) ENGINE = MergeTree ORDER BY id {own}")).ShouldBeEmpty();
        }

        (await FirstAsync($"CREATE TABLE {domain}.{table} (id UInt64, label String{provenance}) ENGINE = Distributed({LocalCloud.ClusterName}, {domain}, {table}_local{(key.Length > 0 ? $", {key}" : "")})")).ShouldBeEmpty();
        return table;
    }

    internal Task<string> FirstAsync(string sql) => Cloud.ClickHouse.AdminAsync(Cloud, sql);

    internal Task<string> SecondAsync(string sql) => Second.AdminAsync(Cloud, sql);

    /// <summary>Rows, and different ones among them, by the Distributed table.</summary>
    internal Task<string> RowsAsync(string table, string domain = "market") => FirstAsync($"SELECT count(), uniqExact(id) FROM {domain}.{table}");

    /// <summary>Rows that each shard has.</summary>
    internal async Task<IReadOnlyList<int>> SharesAsync(string table, string domain = "market")
    {
        var shares = new List<int>();
        foreach (var shard in Cloud.Shards)
        {
            shares.Add(int.Parse(await shard.AdminAsync(Cloud, $"SELECT count() FROM {domain}.{table}_local")));
        }

        return shares;
    }

    /// <summary>Has every row take the second shard so many milliseconds, until it is told otherwise.</summary>
    internal async Task SlowDownAsync(string table, double milliseconds, string domain = "market") =>
        (await SecondAsync($"ALTER TABLE {domain}.{table}_local ADD COLUMN slow UInt8 MATERIALIZED sleepEachRow({milliseconds / 1000:0.######})")).ShouldBeEmpty();

    internal async Task SpeedUpAsync(string table, string domain = "market") =>
        (await SecondAsync($"ALTER TABLE {domain}.{table}_local DROP COLUMN slow")).ShouldBeEmpty();

    /// <summary>Waits until an insert into the table is at work on the second shard, and the first has its rows.</summary>
    internal async Task HalfInsertedAsync(string table, int rowsOfFirst, string domain = "market")
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await SecondAsync($"SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%{table}_local%'") == "0"
            || int.Parse(await FirstAsync($"SELECT count() FROM {domain}.{table}_local")) < rowsOfFirst)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }
}
