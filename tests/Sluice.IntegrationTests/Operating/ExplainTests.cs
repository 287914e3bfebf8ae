using System.Text.Json;

namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice explain</c> against real objects and tables.</summary>
[Trait("Category", "Integration")]
public sealed class ExplainTests(LocalCloudFixture fixture)
{
    private const string Window = "SETTINGS non_replicated_deduplication_window = 1000";

    private readonly OperatorBench _bench = new(fixture.Cloud);

    [Fact]
    public async Task It_says_everything_that_decides_and_changes_nothing()
    {
        var (table, key, etag) = await ObjectAsync($"(id UInt64, label String, ds String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {Window}");

        var (exitCode, output, error) = await _bench.RunAsync("explain", Url(key), "--json");

        exitCode.ShouldBe(0, error);
        var answer = OperatorBench.Json(output);
        Text(answer, "conclusion").ShouldBe("wouldLoad");
        (Text(answer, "domain"), Text(answer, "table"), Text(answer, "partition")).ShouldBe(("market", $"market.{table}", "ds=1"));
        Text(answer.GetProperty("footer"), "etag").ShouldBe(etag);
        answer.GetProperty("footer").GetProperty("rows").GetInt64().ShouldBe(20);
        answer.GetProperty("block").GetProperty("isStaged").GetBoolean().ShouldBeFalse();
        answer.GetProperty("contract").GetProperty("mapping").EnumerateArray().Select(column => $"{Text(column, "column")} {Text(column, "origin")}")
            .ShouldBe(["id file", "label file", "ds hiveKey", "_sluice_load_id provenance"]);
        error.ShouldContain("accepted (strict");
        (await _bench.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe("0");
        (await _bench.SqlAsync("EXISTS TABLE sluice.loads") == "0" || await _bench.LedgerAsync(key) == "").ShouldBeTrue("nothing is written to the ledger");
    }

    [Fact]
    public async Task The_statement_shows_no_credentials()
    {
        var (_, key, _) = await ObjectAsync($"(id UInt64, label String) ENGINE = MergeTree ORDER BY id {Window}");
        var config = JsonDocument.Parse(await File.ReadAllTextAsync(fixture.Cloud.ConfigPath, TestContext.Current.CancellationToken)).RootElement;
        var credentials = await File.ReadAllLinesAsync(config.GetProperty("aws").GetProperty("profilesLocation").GetString()!, TestContext.Current.CancellationToken);
        var secrets = credentials.Where(line => line.Contains('=')).Select(line => line.Split('=', 2)[1].Trim()).ToList();
        secrets.Count.ShouldBe(6, "of the agent, of operators and of the owner");

        var (_, output, error) = await _bench.RunAsync("explain", Url(key), "--json");

        output.ShouldContain("'[HIDDEN]', '[HIDDEN]'");
        secrets.ForEach(secret => (output + error).ShouldNotContain(secret));
    }

    [Theory]
    [InlineData("(id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000", "E003: The table has no label")]
    [InlineData("(id UInt64, label String) ENGINE = MergeTree ORDER BY id", "run 'sluice prepare market.")]
    [InlineData("(id UInt64, label String) ENGINE = Null", "has no deduplication window")]
    public async Task What_would_be_refused_is_said_with_the_reason(string definition, string reason)
    {
        var (_, key, _) = await ObjectAsync(definition);

        var (exitCode, output, _) = await _bench.RunAsync("explain", Url(key));

        exitCode.ShouldBe(1);
        output.ShouldContain("so        it would be refused");
        output.ShouldContain(reason);
    }

    [Theory]
    [InlineData("loaded", 0, "it is loaded already")]
    [InlineData("in_doubt", 1, "decide with 'sluice resolve")]
    [InlineData("unloaded", 0, "it would be loaded")]
    public async Task What_the_ledger_knows_decides(string state, int expected, string says)
    {
        var (table, key, etag) = await ObjectAsync($"(id UInt64, label String) ENGINE = MergeTree ORDER BY id {Window}");
        await _bench.KnowAsync(key, etag, "market", table, state, 20);

        var (exitCode, output, _) = await _bench.RunAsync("explain", Url(key));

        exitCode.ShouldBe(expected);
        output.ShouldContain($"entity tag {etag}: {state}, 20 rows");
        output.ShouldContain(says);
    }

    [Theory]
    [InlineData("SLUICE__LOADING__MAXBLOCKMIB", "1", true)]
    [InlineData("SLUICE__LOADING__MAXBLOCKMIB", "2", false)]
    public async Task What_is_too_large_for_a_block_would_be_staged(string variable, string value, bool isStaged)
    {
        var table = OperatorBench.NewName();
        var key = $"market/{table}/p/a.parquet";
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64) ENGINE = MergeTree ORDER BY id {Window}");

        // 200,000 numbers without a dictionary are 1.5 MiB, and some hundred bytes when they are compressed.
        await _bench.UploadAsync(
            key,
            "SELECT toUInt64(0) AS id FROM numbers(200000) SETTINGS output_format_parquet_max_dictionary_size = 0, output_format_parquet_compression_method = 'zstd'");

        var (exitCode, output, error) = await _bench.WithAsync(new() { [variable] = value }, "explain", Url(key), "--json");

        exitCode.ShouldBe(0, error);
        OperatorBench.Json(output).GetProperty("block").GetProperty("isStaged").GetBoolean().ShouldBe(isStaged);
    }

    [Fact]
    public async Task What_is_not_Parquet_would_be_refused()
    {
        var key = $"market/{OperatorBench.NewName()}/p/a.parquet";
        await _bench.UploadAsync(key, "no Parquet at all"u8.ToArray());

        var (exitCode, output, _) = await _bench.RunAsync("explain", Url(key));

        exitCode.ShouldBe(1);
        output.ShouldContain("E002: ");
    }

    [Theory]
    [InlineData(1, "s3://data-pipeline-curated-dev/market/prices/a.parquet", "E001: the key has no partition")]
    [InlineData(1, "s3://data-pipeline-curated-dev/nowhere/prices/p/a.parquet", "the key is in no domain")]
    [InlineData(3, "s3://data-pipeline-curated-dev/market/prices/p/not-there.parquet", "There is no object s3://")]
    [InlineData(3, "s3://other-bucket/market/prices/p/a.parquet", "is in bucket other-bucket")]
    [InlineData(3, "s3://data-pipeline-curated-dev", "is not the address of an object")]
    [InlineData(3, "https://example.com/a.parquet", "is not the address of an object")]
    public async Task An_address_that_leads_nowhere_is_a_sentence(int expected, string url, string sentence)
    {
        var (exitCode, output, error) = await _bench.RunAsync("explain", url);

        exitCode.ShouldBe(expected, error);
        (output + error).ShouldContain(sentence);
        error.ShouldNotContain("   at ");
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private string Url(string key) => $"s3://{_bench.Bucket}/{key}";

    private async Task<(string Table, string Key, string ETag)> ObjectAsync(string definition)
    {
        var table = OperatorBench.NewName();
        var key = $"market/{table}/ds=1/a.parquet";
        await _bench.DoAsync($"CREATE TABLE market.{table} {definition}");
        return (table, key, await _bench.UploadAsync(key, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(20)"));
    }
}
