using Sluice.IntegrationTests.Pipeline;
using Sluice.Operating;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice unload</c> against the real server.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class UnloadTests(AgentFixture fixture)
{
    private const string Provenance = "_sluice_load_id String DEFAULT ''";
    private const string ETag = "0123456789abcdef0123456789abcdef";

    private readonly OperatorBench _bench = new(fixture.Cloud);

    [Fact]
    public async Task What_an_agent_loaded_is_taken_out_of_the_table_and_of_its_views_and_the_ledger_says_so()
    {
        var table = OperatorBench.NewName();
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, label String, {Provenance}) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await _bench.DoAsync($"CREATE TABLE market.{table}_a (label String, {Provenance}, n UInt64) ENGINE = SummingMergeTree ORDER BY (label, _sluice_load_id) {AgentFixture.Window}");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_v TO market.{table}_a AS SELECT label, _sluice_load_id, count() AS n FROM market.{table} GROUP BY label, _sluice_load_id");
        foreach (var (name, rows) in new[] { ("a", 400), ("b", 300) })
        {
            await fixture.UploadAsync($"market/{table}/p/{name}.parquet", await fixture.ParquetAsync("same", rows));
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"market/{table}/p/{name}.parquet");
        }

        var (exitCode, output, error) = await _bench.RunAsync("unload", Url($"market/{table}/p/a.parquet"), "--yes", "--json");

        exitCode.ShouldBe(0, error);
        OperatorBench.Json(output).GetProperty("rows").GetInt64().ShouldBe(400);
        error.ShouldContain($"Took 400 rows of {Url($"market/{table}/p/a.parquet")} out.");
        (await _bench.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe("300");
        (await _bench.SqlAsync($"SELECT sum(n) FROM market.{table}_a")).ShouldBe("300");
        (await _bench.LedgerAsync($"market/{table}/p/a.parquet", "state, rows, generation")).ShouldBe("unloaded\t400\t0");
        (await _bench.LedgerAsync($"market/{table}/p/b.parquet")).ShouldBe("loaded");

        (exitCode, output, _) = await _bench.RunAsync("unload", Url($"market/{table}/p/a.parquet"), "--yes");
        exitCode.ShouldBe(0);
        output.ShouldContain("is unloaded already");
    }

    [Fact]
    public async Task Without_an_entity_tag_every_loaded_content_goes_and_with_one_only_that()
    {
        var (table, key) = await TableAsync();
        await LoadAsync(table, key, "aaaa", 20);
        await LoadAsync(table, key, "bbbb", 30);
        await LoadAsync(table, key, "cccc", 40);

        (await _bench.RunAsync("unload", Url(key), "--etag", "bbbb", "--yes")).ExitCode.ShouldBe(0);
        (await CountAsync(table)).ShouldBe("60");
        (await _bench.LedgerAsync(key)).ShouldBe("loaded\nunloaded\nloaded");

        (await _bench.RunAsync("unload", Url(key), "--yes")).Output.ShouldContain("Took 60 rows");
        (await CountAsync(table)).ShouldBe("0");
        (await _bench.LedgerAsync(key)).ShouldBe("unloaded\nunloaded\nunloaded");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_changes_nothing()
    {
        var (table, key) = await TableAsync();
        await LoadAsync(table, key, ETag, 20);
        var before = await _bench.SqlAsync($"SELECT * FROM sluice.loads WHERE key = '{key}'");

        var (exitCode, output, _) = await _bench.RunAsync("unload", Url(key), "--dry-run");

        exitCode.ShouldBe(0);
        output.ShouldContain("Would take 20 rows");
        (await CountAsync(table)).ShouldBe("20");
        (await _bench.SqlAsync($"SELECT * FROM sluice.loads WHERE key = '{key}'")).ShouldBe(before);
    }

    [Fact]
    public async Task Without_a_terminal_it_must_be_confirmed_on_the_command_line()
    {
        var (table, key) = await TableAsync();
        await LoadAsync(table, key, ETag, 20);

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key));

        exitCode.ShouldBe(2);
        error.ShouldContain("confirm with --yes");
        (await CountAsync(table)).ShouldBe("20");
    }

    [Fact]
    public async Task Cut_off_between_rows_and_ledger_it_is_finished_by_running_it_again()
    {
        var (table, key) = await TableAsync();
        await _bench.KnowAsync(key, ETag, "market", table, "loaded", 20);

        var (exitCode, output, error) = await _bench.RunAsync("unload", Url(key), "--yes");

        exitCode.ShouldBe(0, error);
        output.ShouldContain("Took 0 rows");
        (await _bench.LedgerAsync(key)).ShouldBe("unloaded");
    }

    [Fact]
    public async Task Rows_that_were_loaded_before_the_column_was_there_are_not_taken_for_gone()
    {
        var (table, key) = await TableAsync();
        await _bench.DoAsync($"INSERT INTO market.{table} (id) SELECT number FROM numbers(20)");
        await _bench.KnowAsync(key, ETag, "market", table, "loaded", 20);

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key), "--yes");

        exitCode.ShouldBe(1);
        error.ShouldContain("20 rows that bear no load id");
        (await _bench.LedgerAsync(key)).ShouldBe("loaded");

        await _bench.KnowAsync(key, ETag, "market", table, "loaded", 20, ", reason", $", '{ObjectUnloader.Begun}'");
        (await _bench.RunAsync("unload", Url(key), "--yes")).ExitCode.ShouldBe(0, "an earlier run had begun, so that the object's rows are gone");
        (await CountAsync(table)).ShouldBe("20");
    }

    [Fact]
    public async Task A_table_without_provenance_is_refused()
    {
        var table = OperatorBench.NewName();
        var key = $"market/{table}/p/a.parquet";
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64) ENGINE = MergeTree ORDER BY id");
        await _bench.KnowAsync(key, ETag, "market", table, "loaded", 20);

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key), "--yes");

        exitCode.ShouldBe(1);
        error.Trim().ShouldBe($"market.{table} has no column _sluice_load_id, so that nobody can tell which rows are the object's.");
        (await _bench.LedgerAsync(key)).ShouldBe("loaded");
    }

    [Theory]
    [InlineData("id UInt64", "MergeTree ORDER BY id", "id", "has no column _sluice_load_id")]
    [InlineData("id UInt64, n UInt64, _sluice_load_id String", "SummingMergeTree ORDER BY id", "id, count() AS n, any(_sluice_load_id) AS _sluice_load_id", "one row may stand for several objects")]
    public async Task A_view_whose_rows_cannot_be_told_apart_is_refused_or_left(string columns, string engine, string select, string reason)
    {
        var (table, key) = await TableAsync();
        await _bench.DoAsync($"CREATE TABLE market.{table}_a ({columns}) ENGINE = {engine}");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_v TO market.{table}_a AS SELECT {select} FROM market.{table} GROUP BY id");
        await LoadAsync(table, key, ETag, 20);

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key), "--yes");
        exitCode.ShouldBe(1);
        error.ShouldContain(reason);
        error.ShouldContain("--ignore-views");
        (await CountAsync(table)).ShouldBe("20");

        var (second, output, _) = await _bench.RunAsync("unload", Url(key), "--yes", "--ignore-views");
        second.ShouldBe(0);
        output.ShouldContain($"market.{table}_a, behind a materialized view, is left as it is");
        (await CountAsync(table)).ShouldBe("0");
        (await _bench.SqlAsync($"SELECT count() FROM market.{table}_a")).ShouldBe("20");
    }

    [Theory]
    [InlineData("now() + INTERVAL 1 MINUTE", 1, "20", "intended")]
    [InlineData("now() - INTERVAL 1 MINUTE", 1, "20", "intended")]
    [InlineData("now() - INTERVAL 1 DAY", 0, "0", "unloaded")]
    public async Task An_insert_that_may_be_running_is_left_alone(string deadline, int exitCode, string rows, string state)
    {
        var (table, key) = await TableAsync();
        var id = await _bench.KnowAsync(key, ETag, "market", table, "intended", 20, ", deadline", $", {deadline}");
        await InsertAsync(table, id, 20);

        (await _bench.RunAsync("unload", Url(key), "--yes")).ExitCode.ShouldBe(exitCode);

        (await CountAsync(table)).ShouldBe(rows);
        (await _bench.LedgerAsync(key)).ShouldBe(state);
    }

    [Fact]
    public async Task What_is_in_doubt_can_be_taken_out()
    {
        var (table, key) = await TableAsync();
        await InsertAsync(table, await _bench.KnowAsync(key, ETag, "market", table, "in_doubt"), 7);

        (await _bench.RunAsync("unload", Url(key), "--yes")).Output.ShouldContain("Took 7 rows");

        (await _bench.LedgerAsync(key)).ShouldBe("unloaded");
    }

    [Fact]
    public async Task A_table_with_a_projection_is_unloaded_too()
    {
        var table = OperatorBench.NewName();
        var key = $"market/{table}/p/a.parquet";
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, {Provenance}, PROJECTION totals (SELECT sum(id), count())) ENGINE = MergeTree ORDER BY id");
        await LoadAsync(table, key, ETag, 20);
        await LoadAsync(table, key, "other", 10);

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key), "--etag", ETag, "--yes");

        exitCode.ShouldBe(0, error);
        (await CountAsync(table)).ShouldBe("10");
        (await _bench.SqlAsync($"SELECT sum(id) FROM market.{table}")).ShouldBe("45");
    }

    [Fact]
    public async Task A_missing_grant_is_named_and_another_user_can_do_it()
    {
        // In the ledger's database the agent's user inserts and reads, and deletes nothing.
        var table = OperatorBench.NewName();
        var key = $"market/{table}/p/a.parquet";
        await _bench.KnowAsync(key, ETag, "sluice", table, "loaded", 20);
        await _bench.DoAsync($"CREATE TABLE sluice.{table} (id UInt64, {Provenance}) ENGINE = MergeTree ORDER BY id");
        await LoadAsync(table, key, ETag, 20, "sluice");

        var (exitCode, _, error) = await _bench.RunAsync("unload", Url(key), "--yes");

        exitCode.ShouldBe(4);
        error.ShouldContain($"GRANT ALTER DELETE ON `sluice`.`{table}` TO `loader`");
        error.ShouldNotContain("   at ");
        (await _bench.LedgerAsync(key)).ShouldBe("loaded");
        (await _bench.AdminAsync("unload", Url(key), "--yes")).ExitCode.ShouldBe(0);
        (await _bench.SqlAsync($"SELECT count() FROM sluice.{table}")).ShouldBe("0");
        await _bench.DoAsync($"DROP TABLE sluice.{table}");
    }

    [Theory]
    [InlineData("s3://other-bucket/a", "is in bucket other-bucket")]
    [InlineData("market/t/p/a.parquet", "is not the address of an object")]
    [InlineData("s3://data-pipeline-curated-dev/market/never/p/seen.parquet", "The ledger knows nothing of")]
    public async Task What_is_not_there_is_a_sentence(string url, string sentence)
    {
        var (exitCode, output, error) = await _bench.RunAsync("unload", url, "--yes");

        (exitCode, output).ShouldBe((3, ""));
        error.ShouldContain(sentence);
    }

    private string Url(string key) => $"s3://{_bench.Bucket}/{key}";

    private async Task<(string Table, string Key)> TableAsync()
    {
        var table = OperatorBench.NewName();
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, {Provenance}) ENGINE = MergeTree ORDER BY id");
        return (table, $"market/{table}/p/a.parquet");
    }

    private async Task LoadAsync(string table, string key, string etag, int rows, string database = "market") =>
        await InsertAsync(table, await _bench.KnowAsync(key, etag, database, table, "loaded", rows), rows, database);

    private Task InsertAsync(string table, string id, int rows, string database = "market") =>
        _bench.DoAsync($"INSERT INTO {database}.{table} (id, _sluice_load_id) SELECT number, '{id}' FROM numbers({rows})");

    private Task<string> CountAsync(string table) => _bench.SqlAsync($"SELECT count() FROM market.{table}");
}
