using Amazon.SQS.Model;
using Sluice.Ledger;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>The exactly-once protocol, step by step, against the real server.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class ExactlyOnceTests(AgentFixture fixture)
{
    private const int QuietRows = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_delivered_twice_loads_once()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("a", rows: 400));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        await AnnounceAsync("market", key, await ETagAsync(key));

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await CountAsync(table)).ShouldBe("400");
    }

    [Fact]
    public async Task The_same_content_again_is_known_and_other_content_is_another_object()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        var first = await fixture.ParquetAsync("first", rows: 400);
        await fixture.UploadAsync(key, first);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded 400 rows of s3://{fixture.Cloud.Bucket}/{key}");

        await fixture.UploadAsync(key, first);
        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        await fixture.UploadAsync(key, await fixture.ParquetAsync("second", rows: 300));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded 300 rows of s3://{fixture.Cloud.Bucket}/{key}");

        (await fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label")).ShouldBe("first\t400\nsecond\t300");
        (await LedgerAsync(key, "state, rows")).ShouldBe("loaded\t300\nloaded\t400");
    }

    [Fact]
    public async Task A_message_about_content_that_was_overwritten_since_is_superseded()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync($"elsewhere/{table}.parquet", await fixture.ParquetAsync("now", rows: 400));
        var stale = new string('0', 32);
        await fixture.S3.CopyObjectAsync(fixture.Cloud.Bucket, $"elsewhere/{table}.parquet", fixture.Cloud.Bucket, key, Stop);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        await AnnounceAsync("market", key, stale);

        await fixture.Agent.SaysAsync(LogEvents.ObjectSuperseded, key);
        (await CountAsync(table)).ShouldBe("400");
        (await LedgerAsync(key, "state")).ShouldBe("superseded\nloaded");
    }

    [Fact]
    public async Task Content_that_was_superseded_and_is_uploaded_again_is_loaded()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        var returning = await fixture.ParquetAsync("returning", rows: 300);
        await fixture.UploadAsync($"elsewhere/{table}.parquet", returning);
        await fixture.UploadAsync(key, await fixture.ParquetAsync("between", rows: 400));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        await AnnounceAsync("market", key, await ETagAsync($"elsewhere/{table}.parquet"));
        await fixture.Agent.SaysAsync(LogEvents.ObjectSuperseded, key);

        await fixture.UploadAsync(key, returning);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded 300 rows of s3://{fixture.Cloud.Bucket}/{key}");
        (await fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label")).ShouldBe("between\t400\nreturning\t300");
        (await LedgerAsync(key, "state")).ShouldBe("loaded\nloaded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_insert_that_was_intended_by_an_agent_that_died_is_repeated_and_counts_once(bool inserted)
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await QuietlyUploadAsync(table);
        if (inserted)
        {
            // What the agent that died had sent: the same statement in effect, with the same token, as one block.
            await InsertAsAgentAsync(table, key, id);
        }

        await IntendAsync(table, key, etag, id, blockNumber: 0);
        await AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await CountAsync(table)).ShouldBe($"{QuietRows}");
        (await LedgerAsync(key, "state")).ShouldBe("loaded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_window_has_moved_on_the_rows_themselves_are_asked(bool inserted)
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4");
        var (key, etag, id) = await QuietlyUploadAsync(table);
        if (inserted)
        {
            await InsertAsAgentAsync(table, key, id, $", '{id}' AS _sluice_load_id");
        }

        await ForgetAsync(table);
        await IntendAsync(table, key, etag, id, blockNumber: 0);
        await AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(inserted ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectLoaded, key);
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE _sluice_load_id = '{id}'")).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task When_the_window_has_moved_on_and_no_row_can_tell_the_object_is_parked_in_doubt()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4");
        var (key, etag, id) = await QuietlyUploadAsync(table);
        await InsertAsAgentAsync(table, key, id);
        await ForgetAsync(table);
        await IntendAsync(table, key, etag, id, blockNumber: 0);
        await AnnounceAsync("market", key, etag);

        await fixture.DeadLetterAsync("market", key);
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE label = 'quiet'")).ShouldBe($"{QuietRows}", "never blindly again");
        (await LedgerAsync(key, "state")).ShouldBe("in_doubt");
    }

    [Fact]
    public async Task A_table_without_a_window_is_refused_with_what_to_do()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE product.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id");
        await fixture.UploadAsync($"product/{table}/p/a.parquet", await fixture.ParquetAsync("a"));

        await fixture.DeadLetterAsync("product", table);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, table)).Message
            .ShouldContain($"ALTER TABLE `product`.`{table}` MODIFY SETTING non_replicated_deduplication_window = 1000");
        (await fixture.SqlAsync($"SELECT count() FROM product.{table}")).ShouldBe("0");
    }

    [Fact]
    public async Task A_table_behind_a_materialized_view_needs_a_window_too()
    {
        var table = await fixture.NewTableAsync("product");
        await fixture.SqlAsync($"CREATE TABLE product.{table}_counts (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label");
        await fixture.SqlAsync($"CREATE MATERIALIZED VIEW product.{table}_view TO product.{table}_counts AS SELECT label, count() AS n FROM product.{table} GROUP BY label");
        await fixture.UploadAsync($"product/{table}/p/a.parquet", await fixture.ParquetAsync("a", rows: 400));

        await fixture.DeadLetterAsync("product", $"{table}/p/a");
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, $"{table}/p/a")).Message.ShouldContain($"product.{table}_counts has no deduplication window");

        await fixture.SqlAsync($"ALTER TABLE product.{table}_counts MODIFY SETTING non_replicated_deduplication_window = 1000");
        var key = $"product/{table}/p/b.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("b", rows: 300));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await fixture.SqlAsync($"SELECT label, sum(n) FROM product.{table}_counts GROUP BY label")).ShouldBe("b\t300");
    }

    [Fact]
    public async Task An_object_that_would_lose_data_is_refused_before_a_row_is_inserted()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE product.{table} (id UInt8, label String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await fixture.UploadAsync($"product/{table}/p/a.parquet", await fixture.ParquetAsync("a", rows: 500));

        await fixture.DeadLetterAsync("product", table);
        var said = await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, table);
        said.Values["ErrorCode"].ShouldBe("E003");
        said.Message.ShouldContain("UInt8");
        (await fixture.SqlAsync($"SELECT count() FROM product.{table}")).ShouldBe("0");
    }

    [Fact]
    public async Task Every_attempt_is_in_the_history()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("a", rows: 400));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string history;
        while ((history = await fixture.SqlAsync($"SELECT attempt, outcome, rows FROM sluice.attempts WHERE key = '{key}'")).Length == 0)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        history.ShouldBe("1\tLoaded\t400");
    }

    /// <summary>An object too small for the rule, so that it raises no message of its own.</summary>
    private async Task<(string Key, string ETag, string LoadId)> QuietlyUploadAsync(string table)
    {
        var key = $"market/{table}/p/quiet.parquet";
        var bytes = await Parquet.OfAsync(fixture.Cloud, $"SELECT toUInt64(number) AS id, 'quiet' AS label FROM numbers({QuietRows})");
        bytes.Length.ShouldBeLessThanOrEqualTo(1024);
        await fixture.UploadAsync(key, bytes);
        var etag = await ETagAsync(key);
        return (key, etag, LoadId.Of(fixture.Cloud.Bucket, key, etag).Value);
    }

    private Task<string> InsertAsAgentAsync(string table, string key, string id, string more = "") => fixture.SqlAsync(
        $"""
         INSERT INTO market.{table} SELECT *{more} FROM s3('{fixture.Cloud.AwsEndpoint}{fixture.Cloud.Bucket}/{key}', 'a', 'b', 'Parquet')
         SETTINGS insert_deduplication_token = '{LoadId.BatchOf([new LoadId(id)])}', max_insert_threads = 1,
                  min_insert_block_size_rows = 1000000000, min_insert_block_size_bytes = 1000000000000
         """);

    /// <summary>More blocks than the window holds.</summary>
    private async Task ForgetAsync(string table)
    {
        for (var n = 0; n < 10; n++)
        {
            await fixture.SqlAsync($"INSERT INTO market.{table} (id, label) VALUES ({n}, 'other')");
        }
    }

    private async Task IntendAsync(string table, string key, string etag, string id, long blockNumber) => (await fixture.SqlAsync(
        $$"""
          INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, batch_id, batch_keys, batch_members, rows, block_numbers, deadline, state)
          VALUES ('{{id}}', '{{fixture.Cloud.Bucket}}', '{{key}}', '{{etag}}', 'market', 'market', '{{table}}', 'p', 'c', '{{LoadId.BatchOf([new LoadId(id)])}}',
                  ['{{key}}'], ['{{id}}'], {{QuietRows}}, {'market.{{table}}': {{blockNumber}}}, now() - INTERVAL 1 DAY, 'intended')
          """)).ShouldBeEmpty();

    private Task AnnounceAsync(string domain, string key, string etag) => fixture.Sqs.SendMessageAsync(
        new SendMessageRequest(
            fixture.Cloud.Queues[domain],
            $$"""{"bucket":"{{fixture.Cloud.Bucket}}","key":"{{key}}","domain":"{{domain}}","etag":"{{etag}}","correlation_id":"{{Guid.NewGuid()}}"}"""),
        Stop);

    private async Task<string> ETagAsync(string key) => (await fixture.S3.GetObjectMetadataAsync(fixture.Cloud.Bucket, key, Stop)).ETag.Trim('"');

    private Task<string> CountAsync(string table) => fixture.SqlAsync($"SELECT count() FROM market.{table}");

    private Task<string> LedgerAsync(string key, string columns) =>
        fixture.SqlAsync($"SELECT {columns} FROM sluice.loads FINAL WHERE key = '{key}' ORDER BY ALL");
}
