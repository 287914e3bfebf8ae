using Amazon.SQS.Model;
using Sluice.Ledger;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Brings about the states that an agent which died leaves behind, and looks at what comes of them.</summary>
internal sealed class ProtocolState(AgentFixture fixture, string domain = "market")
{
    /// <summary>What makes an insert one block that is cut the same way every time.</summary>
    public const string OneBlock =
        """
        max_insert_threads = 1, min_insert_block_size_rows = 1000000000000, min_insert_block_size_bytes = 1000000000000, max_insert_block_size = 1000000000000,
        max_block_size = 1000000000000, input_format_parquet_max_block_size = 1000000000000, input_format_parquet_prefer_block_bytes = 1000000000000
        """;

    /// <summary>Rows of a chunk that <see cref="PublishAsync"/> published.</summary>
    public const int ChunkRows = 50_000;

    /// <summary>Rows of an object that is too small for the rule.</summary>
    public const int QuietRows = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>An object too small for the rule, so that it raises no message of its own.</summary>
    public async Task<(string Key, string ETag, string LoadId)> QuietlyUploadAsync(string table, string name = "quiet")
    {
        var key = $"{domain}/{table}/p/{name}.parquet";
        var bytes = await Parquet.OfAsync(fixture.Cloud, $"SELECT toUInt64(number) AS id, '{name}' AS label FROM numbers({QuietRows})");
        bytes.Length.ShouldBeLessThanOrEqualTo(1024);
        await fixture.UploadAsync(key, bytes);
        var etag = await ETagAsync(key);
        return (key, etag, LoadId.Of(fixture.Cloud.Bucket, key, etag).Value);
    }

    /// <summary>What the agent had sent: the same statement in effect, with the same token, as one block.</summary>
    public async Task InsertAsAgentAsync(string table, string key, string id, string more = "") =>
        await InsertAsAgentAsync(table, [(key, "", id)], more);

    public async Task InsertAsAgentAsync(string table, IReadOnlyList<(string Key, string ETag, string LoadId)> objects, string more = "")
    {
        var keys = string.Join(',', objects.Select(each => each.Key));
        (await fixture.SqlAsync(
            $"""
             INSERT INTO {domain}.{table} SELECT *{more} FROM s3('{fixture.Cloud.AwsEndpoint}{fixture.Cloud.Bucket}/{(objects.Count == 1 ? keys : $"{{{keys}}}")}', 'a', 'b', 'Parquet')
             SETTINGS insert_deduplication_token = '{BatchOf(objects)}', {OneBlock}
             """)).ShouldBeEmpty();
    }

    /// <summary>More blocks than a window of 4 holds.</summary>
    public async Task ForgetAsync(string table)
    {
        for (var n = 0; n < 10; n++)
        {
            await fixture.SqlAsync($"INSERT INTO {domain}.{table} (id, label) VALUES ({n}, 'other')");
        }
    }

    /// <summary>The ledger's rows of an insert that was intended when nothing was in the table yet.</summary>
    public async Task IntendAsync(
        string table, IReadOnlyList<(string Key, string ETag, string LoadId)> objects, string deadline = "now() - INTERVAL 1 DAY", string? rows = null)
    {
        var (keys, ids) = (Array(objects.Select(each => each.Key)), Array(objects.Select(each => each.LoadId)));
        var provenance = await fixture.SqlAsync($"SELECT if(count() > 0, '_sluice_load_id', '') FROM system.columns WHERE database = '{domain}' AND table = '{table}' AND name = '_sluice_load_id'");
        var values = objects.Select(each =>
            $$"""
              ('{{each.LoadId}}', '{{fixture.Cloud.Bucket}}', '{{each.Key}}', '{{each.ETag}}', '{{domain}}', '{{domain}}', '{{table}}', 'p', 'c', '{{BatchOf(objects)}}',
               {{keys}}, {{ids}}, {{rows ?? $"{QuietRows}"}}, {'{{domain}}.{{table}}': 0}, version(), '{{provenance}}', {{deadline}}, 'intended')
              """);
        (await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, batch_id, batch_keys,
                                       batch_members, rows, block_numbers, server_version, provenance, deadline, state)
             VALUES {string.Join(", ", values)}
             """)).ShouldBeEmpty();
    }

    /// <summary>Makes an object that the agent has loaded one of which the agent died before it could say so.</summary>
    public async Task ForgetCommitAsync(string key) => (await fixture.SqlAsync(
        $"""
         INSERT INTO sluice.loads (* EXCEPT(state, generation, deadline, written_at, version), state, generation, deadline)
         SELECT * EXCEPT(state, generation, deadline, written_at, version), 'intended', generation + 1, now() - INTERVAL 1 DAY FROM sluice.loads FINAL WHERE key = '{key}'
         """)).ShouldBeEmpty();

    /// <summary>What an agent that died had done: staged all of it, intended, and published some chunks.</summary>
    public async Task PublishAsync(
        string table, (string Key, string ETag, string LoadId) staged, int rows, int published, string staging, string more = "", string moreColumns = "")
    {
        var (key, _, id) = staged;
        (await fixture.SqlAsync($"CREATE TABLE sluice.{staging} (id UInt64, label String, _sluice_row UInt64) ENGINE = MergeTree ORDER BY _sluice_row")).ShouldBeEmpty();
        (await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.{staging} SELECT id, label, _row_number FROM s3('{fixture.Cloud.AwsEndpoint}{fixture.Cloud.Bucket}/{key}', 'a', 'b', 'Parquet')
             SETTINGS min_insert_block_size_rows = 20000, min_insert_block_size_bytes = 0, max_block_size = 20000
             """)).ShouldBeEmpty();
        await IntendAsync(table, [staged], rows: $"{rows}");
        await fixture.SqlAsync(
            $"INSERT INTO sluice.loads (* EXCEPT(staging, chunk_rows, block_numbers, written_at, version), staging, chunk_rows, block_numbers) SELECT * EXCEPT(staging, chunk_rows, block_numbers, written_at, version), '{staging}', {ChunkRows}, mapUpdate(block_numbers, map('{domain}.{table}_sums', toInt64(0))) FROM sluice.loads WHERE key = '{key}'");
        for (var n = 0; n < published; n++)
        {
            await PublishChunkAsync(table, id, staging, n, more, moreColumns);
        }
    }

    public async Task PublishChunkAsync(string table, string id, string staging, int chunk, string more = "", string moreColumns = "") => (await fixture.SqlAsync(
        $"""
         INSERT INTO {domain}.{table} (id, label{moreColumns}) SELECT id, label{more} FROM sluice.{staging} WHERE _sluice_row >= {chunk * ChunkRows} AND _sluice_row < {(chunk + 1) * ChunkRows}
         ORDER BY _sluice_row
         SETTINGS insert_deduplication_token = '{LoadId.BatchOf([new LoadId(id)])}:{chunk}', {OneBlock}, max_threads = 1, optimize_read_in_order = 0
         """)).ShouldBeEmpty();

    /// <summary>Sends what the rule would have sent.</summary>
    public Task AnnounceAsync(string domainName, string key, string etag, string? sequencer = null) => fixture.Sqs.SendMessageAsync(
        new SendMessageRequest(
            fixture.Cloud.Queues[domainName],
            $$"""{"bucket":"{{fixture.Cloud.Bucket}}","key":"{{key}}","domain":"{{domainName}}","etag":"{{etag}}","sequencer":"{{sequencer}}","correlation_id":"{{Guid.NewGuid()}}"}"""),
        Stop);

    /// <summary>Sends what the rule would have sent of several objects in one request, so that one receive brings them.</summary>
    public Task AnnounceTogetherAsync(string domainName, IEnumerable<(string Key, string ETag, string LoadId)> objects) => fixture.Sqs.SendMessageBatchAsync(
        new SendMessageBatchRequest(
            fixture.Cloud.Queues[domainName],
            [
                .. objects.Select((each, index) => new SendMessageBatchRequestEntry(
                    $"{index}",
                    $$"""{"bucket":"{{fixture.Cloud.Bucket}}","key":"{{each.Key}}","domain":"{{domainName}}","etag":"{{each.ETag}}","correlation_id":"{{Guid.NewGuid()}}"}""")),
            ]),
        Stop);

    public async Task<string> ETagAsync(string key) => (await fixture.S3.GetObjectMetadataAsync(fixture.Cloud.Bucket, key, Stop)).ETag.Trim('"');

    public Task<string> CountAsync(string table) => fixture.SqlAsync($"SELECT count() FROM {domain}.{table}");

    public Task<string> LedgerAsync(string key, string columns) =>
        fixture.SqlAsync($"SELECT {columns} FROM sluice.loads FINAL WHERE key = '{key}' ORDER BY ALL");

    private static string BatchOf(IEnumerable<(string Key, string ETag, string LoadId)> objects) =>
        LoadId.BatchOf(objects.Select(each => new LoadId(each.LoadId)));

    private static string Array(IEnumerable<string> values) => $"[{string.Join(", ", values.Select(value => $"'{value}'"))}]";
}
