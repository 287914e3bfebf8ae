using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Operating;
using Sluice.Ledger;
using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

/// <summary>The search over the ledger, page by page.</summary>
[Trait("Category", "Integration")]
public sealed class SearchTests(LocalCloudFixture fixture)
{
    private readonly OperatorBench _bench = new(fixture.Cloud);
    private readonly string _stem = OperatorBench.NewName("search");

    [Fact]
    public async Task Pages_are_the_latest_first_without_gaps_or_repeats()
    {
        await WriteAsync(230);

        var first = await SearchAsync(new() { Text = _stem, PageSize = 100 });
        var second = await SearchAsync(new() { Text = _stem, PageSize = 100, Page = 1 });
        var third = await SearchAsync(new() { Text = _stem, PageSize = 100, Page = 2 });
        var beyond = await SearchAsync(new() { Text = _stem, PageSize = 100, Page = 3 });

        (first.Total, first.Items.Count, second.Items.Count, third.Items.Count, beyond.Items.Count, beyond.Total).ShouldBe((230, 100, 100, 30, 0, 230));
        var all = first.Items.Concat(second.Items).Concat(third.Items).ToList();
        all.Select(line => line.Key).ShouldBe(Enumerable.Range(0, 230).Reverse().Select(n => $"market/{_stem}/p/{n:D6}.parquet"));
    }

    [Fact]
    public async Task Filters_narrow_page_and_count_alike()
    {
        await WriteAsync(100);

        await ShouldFindAsync(new() { Text = _stem, States = [LoadState.DeadLettered] }, 10);
        await ShouldFindAsync(new() { Text = _stem, States = [LoadState.DeadLettered, LoadState.Loaded] }, 100);
        await ShouldFindAsync(new() { Text = _stem, ErrorCode = "E003" }, 10);
        await ShouldFindAsync(new() { Text = _stem, Domain = "market" }, 100);
        await ShouldFindAsync(new() { Text = _stem, Domain = "customer" }, 0);
        await ShouldFindAsync(new() { Table = $"market.{_stem}" }, 100);
        await ShouldFindAsync(new() { Table = $"market.{_stem}", Since = new DateTime(2020, 1, 1, 0, 0, 50, DateTimeKind.Utc) }, 50);
        await ShouldFindAsync(new() { Table = $"market.{_stem}", Until = new DateTime(2020, 1, 1, 0, 0, 10, DateTimeKind.Utc) }, 10);
        await ShouldFindAsync(new() { Text = $"{_stem}/p/00005" }, 10);
        await ShouldFindAsync(new() { Text = _stem.ToUpperInvariant() }, 0);
        await ShouldFindAsync(new() { Text = $"s3://{_bench.Bucket}/market/{_stem}/p/000007.parquet" }, 1);
        await ShouldFindAsync(new() { Text = $"s3://other/market/{_stem}/p/000007.parquet" }, 0);
        await ShouldFindAsync(new() { Text = $"%{_stem}" }, 0);
        await ShouldFindAsync(new() { Text = "it's\\" }, 0);
    }

    [Fact]
    public async Task An_object_is_found_once_and_in_its_last_state()
    {
        await WriteAsync(1);
        await _bench.DoAsync(
            $"INSERT INTO sluice.loads (* EXCEPT(state, version), state) SELECT * EXCEPT(state, version), 'unloaded' FROM sluice.loads WHERE table = '{_stem}'");

        (await SearchAsync(new() { Text = _stem })).Items.ShouldHaveSingleItem().State.ShouldBe(LoadState.Unloaded);
        (await SearchAsync(new() { Text = _stem, States = [LoadState.Loaded] })).Total.ShouldBe(0);
    }

    [Fact]
    public async Task The_command_shows_a_page_and_answers_with_one_line()
    {
        await WriteAsync(12);

        var (exitCode, output, error) = await _bench.RunAsync("history", "--text", _stem, "--page", "2", "--page-size", "5", "--json");
        exitCode.ShouldBe(0, error);
        var answer = OperatorBench.Json(output);
        (answer.GetProperty("total").GetInt64(), answer.GetProperty("page").GetInt32(), answer.GetProperty("objects").GetArrayLength()).ShouldBe((12, 2, 5));
        answer.GetProperty("objects")[0].GetProperty("key").GetString().ShouldBe($"market/{_stem}/p/000006.parquet");
        error.ShouldContain("12 objects, page 2 of 3");

        (await _bench.RunAsync("history", "--text", $"no-{_stem}")).ShouldBe((0, "The ledger knows no such object.\n", ""));
    }

    [Theory]
    [InlineData(2, "--page is 0: expected 1 or more", "--page", "0")]
    [InlineData(2, "--page-size is 1001: expected 1 to 1000", "--page-size", "1001")]
    [InlineData(2, "--state is lost: expected one of failed, ", "--state", "lost")]
    [InlineData(3, "There is no domain nowhere: it is one of ", "--domain", "nowhere")]
    [InlineData(2, "--domain is for a search: leave it out, or the object.", "s3://b/k", "--domain", "market")]
    [InlineData(3, "is in bucket b, and the configuration is about ", "s3://b/k")]
    public async Task A_mistake_is_a_sentence(int expected, string sentence, params string[] arguments)
    {
        var (exitCode, _, error) = await _bench.RunAsync(["history", .. arguments]);

        exitCode.ShouldBe(expected);
        error.ShouldContain(sentence);
    }

    private async Task ShouldFindAsync(ObjectSearchRequest request, int count)
    {
        var page = await SearchAsync(request);
        (page.Total, page.Items.Count).ShouldBe((count, Math.Min(count, request.PageSize)), request.ToString());
    }

    private async Task<ObjectSearchPage> SearchAsync(ObjectSearchRequest request)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSluiceOperations(Configuration.ConfigurationLoader.Load(fixture.Cloud.ConfigPath))
            .BuildServiceProvider();
        return await services.GetRequiredService<ObjectSearch>().SearchAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Objects of which every tenth is a dead letter, a second apart.</summary>
    private async Task WriteAsync(int count)
    {
        foreach (var statement in LedgerSchema.Create("sluice"))
        {
            await _bench.DoAsync(statement);
        }

        await _bench.DoAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, state, error_code, written_at)
             SELECT lower(hex(MD5(concat('{_stem}', toString(number))))), '{_bench.Bucket}', format('market/{_stem}/p/{"{}"}.parquet', leftPad(toString(number), 6, '0')), 'e', 'market', 'market',
                    '{_stem}', if(number % 10 = 3, 'dead_lettered', 'loaded'), if(number % 10 = 3, 'E003', ''), toDateTime64('2020-01-01 00:00:00', 6, 'UTC') + number
             FROM numbers({count})
             """);
    }
}
