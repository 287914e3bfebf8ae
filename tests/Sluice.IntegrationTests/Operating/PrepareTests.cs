namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice prepare</c> against the real server.</summary>
[Trait("Category", "Integration")]
public sealed class PrepareTests(LocalCloudFixture fixture)
{
    private readonly OperatorBench _bench = new(fixture.Cloud);

    [Fact]
    public async Task The_table_and_everything_behind_its_views_gets_a_window_and_a_second_run_changes_nothing()
    {
        var table = OperatorBench.NewName();
        await TableAsync(table);
        await _bench.DoAsync($"CREATE TABLE market.{table}_a (id UInt64, n UInt64) ENGINE = SummingMergeTree ORDER BY id");
        await _bench.DoAsync($"CREATE TABLE market.{table}_b (n UInt64) ENGINE = MergeTree ORDER BY n");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_va TO market.{table}_a AS SELECT id, count() AS n FROM market.{table} GROUP BY id");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_vb TO market.{table}_b AS SELECT n FROM market.{table}_a");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_vc ENGINE = MergeTree ORDER BY id AS SELECT id FROM market.{table}");

        var (exitCode, output, error) = await _bench.AdminAsync("prepare", $"market.{table}", "--provenance");

        exitCode.ShouldBe(0, error);
        output.ShouldContain($"done    market.{table}_b: deduplication window 1000 instead of none");
        (await WindowsAsync(table)).ShouldBe("4", "the table, two behind it, and the inner one of the third view");
        var before = await _bench.ShowAsync($"market.{table}");
        before.ShouldContain("`_sluice_load_id` LowCardinality(String) DEFAULT \\'\\' CODEC(ZSTD(1))");

        (exitCode, output, _) = await _bench.AdminAsync("prepare", $"market.{table}", "--provenance");
        exitCode.ShouldBe(0);
        output.ShouldNotContain("done");
        (await _bench.ShowAsync($"market.{table}")).ShouldBe(before);
    }

    [Fact]
    public async Task A_dry_run_prints_the_statements_and_changes_nothing()
    {
        var table = OperatorBench.NewName();
        await TableAsync(table);
        var before = await _bench.ShowAsync($"market.{table}");

        var (exitCode, output, _) = await _bench.AdminAsync("prepare", $"market.{table}", "--provenance", "--dry-run");

        exitCode.ShouldBe(0);
        output.ShouldContain($"ALTER TABLE `market`.`{table}` MODIFY SETTING non_replicated_deduplication_window = 1000;");
        output.ShouldContain($"ALTER TABLE `market`.`{table}` ADD COLUMN IF NOT EXISTS `_sluice_load_id` LowCardinality(String) DEFAULT '' CODEC(ZSTD);");
        (await _bench.ShowAsync($"market.{table}")).ShouldBe(before);
    }

    [Theory]
    [InlineData(5000, 1000, 5000)]
    [InlineData(100, 2000, 2000)]
    public async Task A_window_is_made_larger_and_never_smaller(int has, int wanted, int gets)
    {
        var table = OperatorBench.NewName();
        await TableAsync(table, $"SETTINGS non_replicated_deduplication_window = {has}");

        (await _bench.AdminAsync("prepare", $"market.{table}", "--window", $"{wanted}")).ExitCode.ShouldBe(0);

        (await _bench.ShowAsync($"market.{table}")).ShouldContain($"non_replicated_deduplication_window = {gets}");
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_said_before_anything_is_done()
    {
        var table = OperatorBench.NewName();
        await TableAsync(table);
        var before = await _bench.ShowAsync($"market.{table}");

        var (exitCode, output, error) = await _bench.AdminAsync("prepare", $"market.{table}", "market.not_there");

        (exitCode, output).ShouldBe((3, ""));
        error.ShouldContain("There is no table market.not_there");
        (await _bench.ShowAsync($"market.{table}")).ShouldBe(before);
    }

    [Theory]
    [InlineData("Null", "engine Null keeps nothing")]
    [InlineData("Log", "engine Log remembers no blocks")]
    [InlineData("Memory", "engine Memory remembers no blocks")]
    public async Task An_engine_without_windows_cannot_be_prepared(string engine, string reason)
    {
        var table = OperatorBench.NewName();
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64) ENGINE = {engine}");

        var (exitCode, output, error) = await _bench.AdminAsync("prepare", $"market.{table}", "--json");

        exitCode.ShouldBe(1);
        error.ShouldContain($"cannot  market.{table}: {reason}");
        OperatorBench.Json(output).GetProperty("ready").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_user_without_ALTER_gets_the_statements_for_an_administrator()
    {
        var table = OperatorBench.NewName();
        await TableAsync(table);
        var before = await _bench.ShowAsync($"market.{table}");

        var (exitCode, output, _) = await _bench.RunAsync("prepare", $"market.{table}");

        exitCode.ShouldBe(1);
        output.ShouldContain("ClickHouse user loader may not do that. Name one who may with --clickhouse-user, or have an administrator run:");
        output.ShouldEndWith($"ALTER TABLE `market`.`{table}` MODIFY SETTING non_replicated_deduplication_window = 1000;\n");
        (await _bench.ShowAsync($"market.{table}")).ShouldBe(before);
    }

    [Fact]
    public async Task All_prepares_a_table_once_and_what_is_behind_views_with_its_source()
    {
        var table = OperatorBench.NewName();
        await TableAsync(table);
        await _bench.DoAsync($"CREATE TABLE market.{table}_a (id UInt64) ENGINE = MergeTree ORDER BY id");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_va TO market.{table}_a AS SELECT id FROM market.{table}");

        var (_, output, _) = await _bench.AdminAsync("prepare", "--all", "--dry-run", "--json");

        var tables = OperatorBench.Json(output).GetProperty("preparations").EnumerateArray().Select(preparation => preparation.GetProperty("table").GetString()).ToList();
        tables.ShouldContain($"market.{table}");
        tables.ShouldNotContain($"market.{table}_a");
    }

    [Theory]
    [InlineData("prepare", "Which tables?")]
    [InlineData("prepare prices", "\"prices\" is not the name of a table: expected database.table")]
    [InlineData("prepare market.a --window 99", "--window is 99: expected a whole number, at least 100")]
    [InlineData("prepare market.a --clickhouse-password-file f", "name that user too")]
    public async Task A_mistake_is_a_sentence(string arguments, string sentence)
    {
        var (exitCode, output, error) = await _bench.RunAsync(arguments.Split(' '));

        (exitCode, output).ShouldBe((2, ""));
        error.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_wrong_password_is_a_sentence()
    {
        var (exitCode, _, error) = await _bench.RunAsync("prepare", "market.a", "--clickhouse-user", "admin");

        exitCode.ShouldBe(4);
        error.ShouldContain("Authentication failed");
        error.ShouldNotContain("   at ");
    }

    private Task TableAsync(string table, string settings = "") =>
        _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {settings}");

    private Task<string> WindowsAsync(string table) => _bench.SqlAsync(
        $"""
         SELECT count() FROM system.tables WHERE position(engine_full, 'non_replicated_deduplication_window = 1000') > 0
            AND (name LIKE '{table}%' OR name = (SELECT concat('.inner_id.', toString(uuid)) FROM system.tables WHERE name = '{table}_vc'))
         """);
}
