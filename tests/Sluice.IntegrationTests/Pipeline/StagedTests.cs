using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Objects too large for one block: an agent of their own, which stages what is larger than 1 MiB.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class StagedTests(AgentFixture fixture) : IAsyncLifetime
{
    private const string Domain = LocalCloudFixture.StagingDomain;
    private const int Rows = 300_000;

    private readonly ProtocolState _state = new(fixture, Domain);
    private RunningAgent _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await RunningAgent.StartAsync(
            fixture.Cloud, RunningAgent.DomainsOf(fixture.Cloud).Where(domain => domain.Name == Domain), new LoadingOptions { MaxBlockMiB = 1 });
        await _agent.SaysAsync(402, "The ledger is ready");
    }

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task A_large_object_is_published_in_chunks_and_leaves_no_staging_table()
    {
        var table = await TableAsync();
        var (key, _, id) = await UploadAsync(table);
        await _agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded {Rows} rows of s3://{fixture.Cloud.Bucket}/{key}");

        (await SumsAsync(table)).ShouldBe(Expected);
        (await _state.LedgerAsync(key, "state, rows, chunk_rows > 0 OR staging != ''")).ShouldBe($"loaded\t{Rows}\t1");
        (await StagingAsync(id)).ShouldBeEmpty();
        int.Parse(await fixture.SqlAsync($"SELECT max(max_block_number) FROM system.parts WHERE database = '{Domain}' AND table = '{table}'")).ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    public async Task Publishing_that_was_interrupted_goes_on_whatever_became_of_the_staging_table(int published, bool isStaged)
    {
        var table = await TableAsync();
        var (key, etag, id) = await UploadQuietlyAsync(table);
        await _state.PublishAsync(table, (key, etag, id), Rows, published, "staging_" + id + "_before");
        if (isStaged)
        {
            // Parts are merged meanwhile, so that the table is read in other pieces.
            await fixture.SqlAsync($"OPTIMIZE TABLE sluice.staging_{id}_before FINAL");
        }
        else
        {
            await fixture.SqlAsync($"DROP TABLE sluice.staging_{id}_before SYNC");
        }

        await _state.AnnounceAsync(Domain, key, etag);
        await _agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await SumsAsync(table)).ShouldBe(Expected);
        (await StagingAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_staged_is_published_even_when_the_object_was_overwritten_since()
    {
        var table = await TableAsync();
        var (key, etag, id) = await UploadQuietlyAsync(table);
        await _state.PublishAsync(table, (key, etag, id), Rows, published: 1, $"staging_{id}_before");
        await fixture.S3.DeleteObjectAsync(fixture.Cloud.Bucket, key, Stop);

        await _state.AnnounceAsync(Domain, key, etag);
        await _agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await SumsAsync(table)).ShouldBe(Expected);
    }

    [Fact]
    public async Task When_the_windows_have_moved_on_provenance_says_how_far_publishing_had_come()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE {Domain}.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 20");
        var (key, etag, id) = await UploadQuietlyAsync(table);
        await _state.PublishAsync(table, (key, etag, id), Rows, published: 2, $"staging_{id}_before", $", '{id}'", ", _sluice_load_id");
        for (var n = 0; n < 30; n++)
        {
            await fixture.SqlAsync($"INSERT INTO {Domain}.{table} (id, label) VALUES ({n}, 'other')");
        }

        await _state.AnnounceAsync(Domain, key, etag);
        await _agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await fixture.SqlAsync($"SELECT count(), sum(id) FROM {Domain}.{table} WHERE _sluice_load_id = '{id}'")).ShouldBe(Expected);
    }

    [Fact]
    public async Task A_damaged_object_never_shows_a_row()
    {
        var table = await TableAsync();
        var bytes = await LargeAsync();
        for (var n = bytes.Length / 2; n < (bytes.Length / 2) + 100; n++)
        {
            bytes[n] ^= 0xFF;
        }

        var key = $"{Domain}/{table}/p/damaged.parquet";
        await fixture.UploadAsync(key, bytes);

        await fixture.DeadLetterAsync(Domain, key);
        (await _agent.SaysAsync(LogEvents.ObjectDeadLettered, key)).Values["ErrorCode"].ShouldBe("E002");
        (await _state.CountAsync(table)).ShouldBe("0");
        (await fixture.SqlAsync($"SELECT max(max_block_number) FROM system.parts WHERE database = '{Domain}' AND table = '{table}'")).ShouldBe("0", "nothing was ever inserted");
        (await fixture.SqlAsync("SELECT count() FROM system.tables WHERE database = 'sluice' AND name LIKE 'staging%'")).ShouldBe("0");
    }

    [Fact]
    public async Task A_materialized_view_counts_every_chunk_once()
    {
        var table = await TableAsync();
        await fixture.SqlAsync($"CREATE TABLE {Domain}.{table}_sums (label String, n UInt64, total UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        await fixture.SqlAsync($"CREATE MATERIALIZED VIEW {Domain}.{table}_view TO {Domain}.{table}_sums AS SELECT label, count() AS n, sum(id) AS total FROM {Domain}.{table} GROUP BY label");
        var (key, etag, id) = await UploadQuietlyAsync(table);
        await _state.PublishAsync(table, (key, etag, id), Rows, published: 2, $"staging_{id}_before");

        await _state.AnnounceAsync(Domain, key, etag);
        await _agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await fixture.SqlAsync($"SELECT sum(n), sum(total) FROM {Domain}.{table}_sums")).ShouldBe(Expected);
        (await SumsAsync(table)).ShouldBe(Expected);
    }

    private static string Expected => $"{Rows}\t{(long)Rows * (Rows - 1) / 2}";

    private async Task<string> TableAsync() => await fixture.NewTableAsync(Domain);

    private Task<string> SumsAsync(string table) => fixture.SqlAsync($"SELECT count(), sum(id) FROM {Domain}.{table}");

    private Task<string> StagingAsync(string id) => fixture.SqlAsync($"SELECT name FROM system.tables WHERE database = 'sluice' AND name LIKE 'staging_{id}%'");

    /// <summary>About 5 MB uncompressed.</summary>
    private Task<byte[]> LargeAsync() => Parquet.OfAsync(
        fixture.Cloud, $"SELECT toUInt64(number) AS id, toString(cityHash64(number)) AS label FROM numbers({Rows}) SETTINGS output_format_parquet_row_group_size = 50000");

    private async Task<(string Key, string ETag, string LoadId)> UploadAsync(string table)
    {
        var key = $"{Domain}/{table}/p/large.parquet";
        await fixture.UploadAsync(key, await LargeAsync());
        var etag = await _state.ETagAsync(key);
        return (key, etag, LoadId.Of(fixture.Cloud.Bucket, key, etag).Value);
    }

    /// <summary>Uploaded while no table is there, so that its own message is dead-lettered before the test begins.</summary>
    private async Task<(string Key, string ETag, string LoadId)> UploadQuietlyAsync(string table)
    {
        var create = await fixture.SqlAsync($"SELECT create_table_query FROM system.tables WHERE database = '{Domain}' AND name = '{table}' FORMAT TSVRaw");
        await fixture.SqlAsync($"RENAME TABLE {Domain}.{table} TO {Domain}.{table}_away");
        var uploaded = await UploadAsync(table);
        await fixture.DeadLetterAsync(Domain, uploaded.Key);
        await fixture.SqlAsync($"RENAME TABLE {Domain}.{table}_away TO {Domain}.{table}");
        await fixture.SqlAsync($"DELETE FROM sluice.loads WHERE key = '{uploaded.Key}' SETTINGS lightweight_deletes_sync = 2");
        create.ShouldNotBeEmpty();
        return uploaded;
    }
}
