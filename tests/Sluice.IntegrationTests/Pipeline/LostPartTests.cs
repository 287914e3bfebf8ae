using System.Collections.Concurrent;
using Sluice.Ledger;
using Sluice.Sandbox;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>
/// ClickHouse writes down that it knows a block before it commits the part. These bring about what a server leaves that is killed in between: it
/// remembers an insert whose rows, or some of them, are not there, and drops the insert when it comes again.
/// </summary>
[Trait("Category", "Integration")]
public sealed class LostPartTests(LostPartTests.Lost lost) : IClassFixture<LostPartTests.Lost>
{
    private const int QuietRows = ProtocolState.QuietRows;
    private const int LargeRows = 600_000;

    private readonly ProxiedCloud.ProxiedAgent _fixture = lost.Agent;
    private readonly ProtocolState _state = new(lost.Agent);

    [Fact]
    public async Task An_insert_that_is_remembered_and_not_there_is_done_with_another_token()
    {
        var table = await _fixture.NewTableAsync("market");
        var quiet = await PoisonAsync(table);

        await LoadAsync(quiet, table);
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
        (await _state.LedgerAsync(quiet.Key, "state, renewals")).ShouldBe("loaded\t1");
    }

    [Fact]
    public async Task Of_a_partitioned_table_the_partition_that_is_not_there_is_put_in()
    {
        var table = await PartitionedAsync("");
        var quiet = await PoisonAsync(table, "partition = '1'");

        await LoadAsync(quiet, table);
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("partition = '1'")]
    public async Task Provenance_tells_what_is_not_there(string gone)
    {
        var table = await PartitionedAsync(", _sluice_load_id String");
        var quiet = await PoisonAsync(table, gone, provenance: true);

        await LoadAsync(quiet, table);
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
        (await _fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE _sluice_load_id = '{quiet.LoadId}'")).ShouldBe($"{QuietRows}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_view_has_every_row_once_whether_it_had_them_before_or_not(bool had)
    {
        var table = await _fixture.NewTableAsync("market");
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_sums (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        var view = $"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_sums AS SELECT label, count() AS n FROM market.{table} GROUP BY label";
        (await _fixture.SqlAsync(had ? view : "SELECT 1 FORMAT Null")).ShouldBeEmpty();
        var quiet = await PoisonAsync(table, repeats: had);
        (await _fixture.SqlAsync(had ? "SELECT 1 FORMAT Null" : view)).ShouldBeEmpty();
        await _state.IntendAsync(table, [quiet]);
        await NumberAsync(quiet.Key, $"{table}_sums");

        await LoadIntendedAsync(quiet);
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
        (await _fixture.SqlAsync($"SELECT sum(n) FROM market.{table}_sums")).ShouldBe($"{QuietRows}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chunk_that_is_remembered_and_not_there_is_put_in(bool provenance)
    {
        var table = AgentFixture.NewName("t");
        await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String{(provenance ? ", _sluice_load_id String" : "")}) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var (key, etag, id) = await UploadLargeAsync(table);
        var (more, moreColumns) = provenance ? ($", '{id}'", ", _sluice_load_id") : ("", "");
        await _state.PublishAsync(table, (key, etag, id), LargeRows, published: 2, $"staging_{id}_before", more, moreColumns);
        await RemoveAsync(table, "name = 'all_2_2_0'");
        await _state.PublishChunkAsync(table, id, $"staging_{id}_before", 1, more, moreColumns);
        (await _state.CountAsync(table)).ShouldBe($"{ProtocolState.ChunkRows}", "a bare repeat is dropped");

        await LoadIntendedAsync((key, etag, id));
        (await RowsAsync(table)).ShouldBe($"{LargeRows}\t{LargeRows}");
        (await _fixture.SqlAsync($"SELECT count() FROM system.tables WHERE name LIKE 'staging_{id}%'")).ShouldBe("0");
    }

    [Fact]
    public async Task Who_was_stopped_while_it_put_rows_in_cannot_do_so_later()
    {
        var table = await PartitionedAsync("");
        var quiet = await PoisonAsync(table, "partition = '1'");
        await _state.IntendAsync(table, [quiet]);
        await _fixture.SqlAsync($"INSERT INTO sluice.loads (* EXCEPT(is_spent, written_at, version), is_spent) SELECT * EXCEPT(is_spent, written_at, version), true FROM sluice.loads WHERE key = '{quiet.Key}'");
        var rest = $"sluice.staging_{quiet.LoadId}_rest";
        (await _fixture.SqlAsync($"CREATE TABLE {rest} AS market.{table}")).ShouldBeEmpty();
        var statements = new ConcurrentQueue<string>();
        _fixture.Proxy.Faults.Decide = request =>
        {
            statements.Enqueue(request.Body);
            return null;
        };

        await LoadIntendedAsync(quiet);
        _fixture.Proxy.Faults.Decide = null;
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
        (await _fixture.SqlAsync($"ALTER TABLE market.{table} ATTACH PARTITION ID '1' FROM {rest}")).ShouldContain("UNKNOWN_TABLE");

        // The drop waits for whoever is reading from it, and comes before the first look.
        var asked = statements.ToList();
        asked.FindIndex(statement => statement.Contains("_rest`", StringComparison.Ordinal) && statement.EndsWith("SYNC", StringComparison.Ordinal))
            .ShouldBeInRange(0, asked.FindIndex(statement => statement.Contains("sum(staged)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_insert_that_may_still_be_running_is_waited_for()
    {
        var table = await _fixture.NewTableAsync("market");
        var quiet = await PoisonAsync(table);
        await _state.IntendAsync(table, [quiet], deadline: "now() + INTERVAL 2 SECOND");

        await _state.AnnounceAsync("market", quiet.Key, quiet.ETag);
        (await _fixture.Agent.SaysAsync(LogEvents.ObjectHeld, quiet.Key)).Message.ShouldContain("may still be running");
        (await _state.CountAsync(table)).ShouldBe("0");
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, quiet.Key);
        (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
    }

    [Fact]
    public async Task Where_rows_may_go_by_themselves_a_repeat_after_a_restart_is_in_doubt()
    {
        var table = AgentFixture.NewName("t");
        await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = ReplacingMergeTree ORDER BY id {AgentFixture.Window}");
        var quiet = await PoisonAsync(table);
        await _state.IntendAsync(table, [quiet]);
        await _state.AnnounceAsync("market", quiet.Key, quiet.ETag);

        (await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, quiet.Key)).Message.ShouldContain("was started again");
        (await _state.LedgerAsync(quiet.Key, "state")).ShouldBe("in_doubt");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_only_a_view_may_have_the_rows_the_object_is_in_doubt_unless_nothing_was_written_behind_it(bool written)
    {
        var table = await _fixture.NewTableAsync("market");
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_sums (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        await _fixture.SqlAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_sums AS SELECT label, count() AS n FROM market.{table} GROUP BY label");
        var quiet = await _state.QuietlyUploadAsync(table);
        if (written)
        {
            await _state.InsertAsAgentAsync(table, quiet.Key, quiet.LoadId);
            await RemoveAsync(table, "1");
        }

        // Of another version, so that it is not sent again.
        await _state.IntendAsync(table, [quiet]);
        await NumberAsync(quiet.Key, $"{table}_sums");
        await _fixture.SqlAsync($"INSERT INTO sluice.loads (* EXCEPT(server_version, written_at, version), server_version) SELECT * EXCEPT(server_version, written_at, version), '25.3' FROM sluice.loads FINAL WHERE key = '{quiet.Key}'");
        await _state.AnnounceAsync("market", quiet.Key, quiet.ETag);

        if (written)
        {
            (await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, quiet.Key)).Message.ShouldContain("behind a materialized view, may have them");
        }
        else
        {
            await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, quiet.Key);
            (await RowsAsync(table)).ShouldBe($"{QuietRows}\t{QuietRows}");
        }

        (await _fixture.SqlAsync($"SELECT sum(n) FROM market.{table}_sums")).ShouldBe($"{QuietRows}", "never twice");
    }

    private Task<string> RowsAsync(string table) => _fixture.SqlAsync($"SELECT count(), uniqExact(id) FROM market.{table}");

    private async Task<string> PartitionedAsync(string columns)
    {
        var table = AgentFixture.NewName("t");
        (await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String{columns}) ENGINE = MergeTree ORDER BY id PARTITION BY id % 3 {AgentFixture.Window}")).ShouldBeEmpty();
        return table;
    }

    private async Task LoadAsync((string Key, string ETag, string LoadId) quiet, string table)
    {
        await _state.IntendAsync(table, [quiet]);
        await LoadIntendedAsync(quiet);
    }

    private async Task LoadIntendedAsync((string Key, string ETag, string LoadId) quiet)
    {
        await _state.AnnounceAsync("market", quiet.Key, quiet.ETag);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, quiet.Key);
        (await _state.LedgerAsync(quiet.Key, "state")).ShouldBe("loaded");
    }

    /// <summary>Has the server remember an insert whose parts are gone, and proves that it does.</summary>
    private async Task<(string Key, string ETag, string LoadId)> PoisonAsync(string table, string gone = "1", bool provenance = false, bool repeats = true)
    {
        var quiet = await _state.QuietlyUploadAsync(table);
        var more = provenance ? $", '{quiet.LoadId}' AS _sluice_load_id" : "";
        await _state.InsertAsAgentAsync(table, quiet.Key, quiet.LoadId, more);
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
        await RemoveAsync(table, gone);
        var left = await _state.CountAsync(table);
        int.Parse(left).ShouldBeLessThan(QuietRows);
        if (repeats)
        {
            await _state.InsertAsAgentAsync(table, quiet.Key, quiet.LoadId, more);
            (await _state.CountAsync(table)).ShouldBe(left, "a bare repeat is dropped");
        }

        return quiet;
    }

    /// <summary>The server is killed, and comes back without these parts.</summary>
    private async Task RemoveAsync(string table, string gone)
    {
        var paths = (await _fixture.SqlAsync($"SELECT path FROM system.parts WHERE database = 'market' AND table = '{table}' AND active AND ({gone})")).Split('\n');
        await _fixture.Cloud.ClickHouse.KillAsync();
        foreach (var path in paths)
        {
            Directory.Delete(path, recursive: true);
        }

        await _fixture.Cloud.ClickHouse.StartAsync(TestContext.Current.CancellationToken);
    }

    private Task NumberAsync(string key, string table) => _fixture.SqlAsync(
        $"INSERT INTO sluice.loads (* EXCEPT(block_numbers, written_at, version), block_numbers) SELECT * EXCEPT(block_numbers, written_at, version), mapUpdate(block_numbers, map('market.{table}', toInt64(0))) FROM sluice.loads WHERE key = '{key}'");

    /// <summary>About 3 MB uncompressed, uploaded while nobody listens.</summary>
    private async Task<(string Key, string ETag, string LoadId)> UploadLargeAsync(string table)
    {
        var bytes = await Parquet.OfAsync(
            _fixture.Cloud, $"SELECT toUInt64(number) AS id, toString(cityHash64(number)) AS label FROM numbers({LargeRows}) SETTINGS output_format_parquet_row_group_size = 50000");
        var key = $"market/{table}/p/large.parquet";
        await _fixture.SqlAsync($"RENAME TABLE market.{table} TO market.{table}_away");
        await _fixture.UploadAsync(key, bytes);
        await _fixture.DeadLetterAsync("market", key);
        await _fixture.SqlAsync($"RENAME TABLE market.{table}_away TO market.{table}");
        await _fixture.SqlAsync($"DELETE FROM sluice.loads WHERE key = '{key}' SETTINGS lightweight_deletes_sync = 2");
        var etag = await _state.ETagAsync(key);
        return (key, etag, LoadId.Of(_fixture.Cloud.Bucket, key, etag).Value);
    }

    /// <summary>A cloud of its own, whose server is killed.</summary>
    public sealed class Lost() : ProxiedCloud(
        new SandboxOptions
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new() { MemoryMiB = 128 } },
            MessageTimeout = TimeSpan.FromSeconds(5),
            MaxReceiveCount = 4,
        },
        settings => settings with { Loading = new() { MaxBlockMiB = 1 } });
}
