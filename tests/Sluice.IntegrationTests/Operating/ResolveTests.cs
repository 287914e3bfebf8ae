namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice resolve</c> against the real ledger.</summary>
[Trait("Category", "Integration")]
public sealed class ResolveTests(LocalCloudFixture fixture)
{
    private readonly OperatorBench _bench = new(fixture.Cloud);

    [Theory]
    [InlineData("--loaded", "loaded\t20\t3")]
    [InlineData("--not-loaded", "unloaded\t20\t3")]
    public async Task A_person_decides_what_is_in_doubt(string decision, string row)
    {
        var key = $"market/{OperatorBench.NewName()}/p/a.parquet";
        await _bench.KnowAsync(key, "aaaa", "market", "no_such_table", "in_doubt", 20, ", generation", ", 3");

        var (exitCode, output, error) = await _bench.RunAsync("resolve", Url(key), decision, "--json");

        exitCode.ShouldBe(0, error);
        OperatorBench.Json(output).GetProperty("state").GetString().ShouldBe(row.Split('\t')[0]);
        (await _bench.LedgerAsync(key, "state, rows, generation")).ShouldBe(row);
    }

    [Theory]
    [InlineData("loaded")]
    [InlineData("intended")]
    [InlineData("dead_lettered")]
    public async Task Only_what_is_in_doubt_can_be_resolved(string state)
    {
        var key = $"market/{OperatorBench.NewName()}/p/a.parquet";
        await _bench.KnowAsync(key, "aaaa", "market", "t", state, 20);

        var (exitCode, output, error) = await _bench.RunAsync("resolve", Url(key), "--not-loaded");

        (exitCode, output).ShouldBe((3, ""));
        error.Trim().ShouldBe($"Only an object in doubt can be resolved, and {Url(key)} is not: aaaa ({state}).");
        (await _bench.LedgerAsync(key)).ShouldBe(state);
    }

    [Fact]
    public async Task Of_several_in_doubt_one_must_be_named()
    {
        var key = $"market/{OperatorBench.NewName()}/p/a.parquet";
        await _bench.KnowAsync(key, "aaaa", "market", "t", "in_doubt");
        await _bench.KnowAsync(key, "bbbb", "market", "t", "in_doubt");

        var (exitCode, _, error) = await _bench.RunAsync("resolve", Url(key), "--loaded");
        exitCode.ShouldBe(3);
        error.ShouldContain("aaaa (in_doubt), bbbb (in_doubt)");

        (await _bench.RunAsync("resolve", Url(key), "--loaded", "--etag", "bbbb")).ExitCode.ShouldBe(0);
        (await _bench.LedgerAsync(key)).ShouldBe("in_doubt\nloaded");
    }

    [Fact]
    public async Task Rows_in_the_table_contradict_that_it_is_not_loaded()
    {
        var table = OperatorBench.NewName();
        var key = $"market/{table}/p/a.parquet";
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, _sluice_load_id String) ENGINE = MergeTree ORDER BY id");
        var id = await _bench.KnowAsync(key, "aaaa", "market", table, "in_doubt", 20);
        await _bench.DoAsync($"INSERT INTO market.{table} SELECT number, '{id}' FROM numbers(7)");

        var (exitCode, _, error) = await _bench.RunAsync("resolve", Url(key), "--not-loaded");

        exitCode.ShouldBe(1);
        error.ShouldContain($"market.{table} has 7 rows of {Url(key)}");
        (await _bench.LedgerAsync(key)).ShouldBe("in_doubt");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --loaded --not-loaded")]
    public async Task It_takes_one_answer(string decision)
    {
        var (exitCode, _, error) = await _bench.RunAsync($"resolve s3://b/k{decision}".Split(' '));

        exitCode.ShouldBe(2);
        error.ShouldContain("Say either --loaded or --not-loaded.");
    }

    private string Url(string key) => $"s3://{_bench.Bucket}/{key}";
}
