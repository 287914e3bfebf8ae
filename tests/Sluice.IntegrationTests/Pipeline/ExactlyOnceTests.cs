using Sluice.Ledger;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>The exactly-once protocol, step by step, against the real server.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class ExactlyOnceTests(AgentFixture fixture)
{
    private const int QuietRows = ProtocolState.QuietRows;

    private readonly ProtocolState _state = new(fixture);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_delivered_twice_loads_once()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("a", rows: 400));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        await _state.AnnounceAsync("market", key, await _state.ETagAsync(key));

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await _state.CountAsync(table)).ShouldBe("400");
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
        (await _state.LedgerAsync(key, "state, rows")).ShouldBe("loaded\t300\nloaded\t400");
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

        await _state.AnnounceAsync("market", key, stale);

        await fixture.Agent.SaysAsync(LogEvents.ObjectSuperseded, key);
        (await _state.CountAsync(table)).ShouldBe("400");
        (await _state.LedgerAsync(key, "state")).ShouldBe("superseded\nloaded");
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
        await _state.AnnounceAsync("market", key, await _state.ETagAsync($"elsewhere/{table}.parquet"));
        await fixture.Agent.SaysAsync(LogEvents.ObjectSuperseded, key);

        await fixture.UploadAsync(key, returning);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded 300 rows of s3://{fixture.Cloud.Bucket}/{key}");
        (await fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label")).ShouldBe("between\t400\nreturning\t300");
        (await _state.LedgerAsync(key, "state")).ShouldBe("loaded\nloaded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_insert_that_was_intended_by_an_agent_that_died_is_repeated_and_counts_once(bool inserted)
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        if (inserted)
        {
            // What the agent that died had sent: the same statement in effect, with the same token, as one block.
            await _state.InsertAsAgentAsync(table, key, id);
        }

        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
        (await _state.LedgerAsync(key, "state")).ShouldBe("loaded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_window_has_moved_on_the_rows_themselves_are_asked(bool inserted)
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, key, id, $", '{id}' AS _sluice_load_id");
        }

        await _state.ForgetAsync(table);
        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(inserted ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectLoaded, key);
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE _sluice_load_id = '{id}'")).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task An_object_of_many_pieces_is_cut_the_same_way_whatever_the_profile_says()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/many.parquet";
        var bytes = await Parquet.OfAsync(
            fixture.Cloud, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(300000) SETTINGS output_format_parquet_row_group_size = 150000");
        await fixture.UploadAsync($"elsewhere/{table}.parquet", bytes);
        await fixture.S3.CopyObjectAsync(fixture.Cloud.Bucket, $"elsewhere/{table}.parquet", fixture.Cloud.Bucket, key, Stop);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        var etag = await _state.ETagAsync(key);
        var id = LoadId.Of(fixture.Cloud.Bucket, key, etag).Value;

        // As if the agent had died before the commit: pieces of its insert must be those of the statement that this class writes out.
        await fixture.SqlAsync($"DELETE FROM sluice.loads WHERE key = '{key}' SETTINGS lightweight_deletes_sync = 2");
        await _state.IntendAsync(table, [(key, etag, id)], rows: "300000");
        await _state.InsertAsAgentAsync(table, key, id);
        (await _state.CountAsync(table)).ShouldBe("300000");
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
}
