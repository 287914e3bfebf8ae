using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Cluster;

/// <summary>A shard that is killed while objects go to it. By itself: a server that was killed has no query log any more.</summary>
[Trait("Category", "Integration")]
public sealed class KilledShardTests(ClusterCloud cluster) : ClusterBench(cluster), IClassFixture<ClusterCloud>
{
    [Fact]
    public async Task A_shard_that_is_killed_while_it_inserts_has_its_rows_once_when_it_is_back()
    {
        var table = await Cluster.NewTableAsync();
        await Cluster.SlowDownAsync(table, 8);
        var key = await UploadAsync(table, "a");
        await Cluster.HalfInsertedAsync(table, Rows / 3);
        await Cluster.Second.KillAsync();
        (await Cluster.FirstAsync($"SELECT count() BETWEEN 1 AND {Rows - 1} FROM market.{table}_local")).ShouldBe("1", "one shard has its rows, and the other has not");
        await Cluster.Second.StartAsync(Stop);
        (await Cluster.SecondAsync($"SELECT count() FROM market.{table}_local")).ShouldBe("0");
        await Cluster.SpeedUpAsync(table);

        await Agent.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await Cluster.RowsAsync(table)).ShouldBe($"{Rows}\t{Rows}");
    }

    [Fact]
    public async Task A_shard_that_is_killed_while_a_large_object_is_published_has_its_rows_once_when_it_is_back()
    {
        var table = await Cluster.NewTableAsync();
        await Cluster.SlowDownAsync(table, 0.15);
        var key = await UploadLargeAsync(table);
        await Cluster.HalfInsertedAsync(table, 1);
        await Cluster.Second.KillAsync();
        await Cluster.Second.StartAsync(Stop);
        await Cluster.SpeedUpAsync(table);

        await Agent.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await Cluster.RowsAsync(table)).ShouldBe($"{LargeRows}\t{LargeRows}");
        (await MisplacedAsync(table)).ShouldBe("0\t0");
    }

    [Fact]
    public async Task What_a_shard_remembers_and_does_not_have_is_put_in()
    {
        var table = await Cluster.NewTableAsync();
        var key = await UploadAsync(table, "a");
        await Agent.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        var path = await Cluster.SecondAsync($"SELECT path FROM system.parts WHERE database = 'market' AND table = '{table}_local' AND active");
        await Cluster.Second.KillAsync();
        Directory.Delete(path, recursive: true);
        await Cluster.Second.StartAsync(Stop);
        await ForgetCommitAsync(table, key);

        await State.AnnounceAsync("market", key, await State.ETagAsync(key));
        await Agent.Agent.SaysAsync(LogEvents.ObjectLoaded, key, times: 2);
        (await Cluster.RowsAsync(table)).ShouldBe($"{Rows}\t{Rows}");
        (await Cluster.SharesAsync(table)).ShouldAllBe(rows => rows > 0);
    }
}
