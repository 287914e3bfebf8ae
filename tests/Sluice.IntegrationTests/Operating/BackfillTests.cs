using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.IntegrationTests.Operating;

/// <summary>Objects that were there before the agent was.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(OperatingTests))]
public sealed class BackfillTests(OperatingFixture fixture) : IAsyncLifetime
{
    private readonly Topology.Domain _domain = fixture.NewDomain();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fixture.DrainAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_object_of_several_pages_is_sent_once_and_known_ones_are_not()
    {
        const int objects = 2500;
        var keys = Enumerable.Range(0, objects).Select(n => $"{_domain.Prefix}t/p/{n}.parquet").ToList();
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Stop }, async (key, _) => await fixture.UploadAsync(key, new byte[1025]));
        var known = keys.Where((_, n) => n % 5 == 0).ToList();
        await KnowAsync(known, "loaded");

        var report = await fixture.BackfillAsync(_domain);

        (report.Listed, report.Sent, report.Known[LoadState.Loaded]).ShouldBe((objects, objects - known.Count, known.Count));
        (await fixture.DrainAsync(_domain.Prefix)).Order().ShouldBe(keys.Except(known).Order());
    }

    [Fact]
    public async Task Only_what_failed_is_sent_of_what_the_ledger_knows()
    {
        var states = Enum.GetValues<LoadState>();
        foreach (var state in states)
        {
            await fixture.UploadAsync(Key(state), new byte[2000]);
            await KnowAsync([Key(state)], LedgerListing.NameOf(state));
        }

        var report = await fixture.BackfillAsync(_domain);

        report.Known.ShouldBe(states.Except([LoadState.Failed]).ToDictionary(state => state, _ => 1L), ignoreOrder: true);
        (await fixture.DrainAsync(_domain.Prefix)).ShouldBe([Key(LoadState.Failed)]);

        string Key(LoadState state) => $"{_domain.Prefix}t/p/{state}.parquet";
    }

    [Fact]
    public async Task Other_content_of_a_known_key_is_sent()
    {
        var key = $"{_domain.Prefix}t/p/a.parquet";
        await fixture.UploadAsync(key, new byte[2000]);
        await KnowAsync([key], "loaded");
        await fixture.UploadAsync(key, new byte[3000]);

        (await fixture.BackfillAsync(_domain)).Sent.ShouldBe(1);
        (await fixture.DrainAsync(_domain.Prefix)).ShouldBe([key]);
    }

    [Fact]
    public async Task What_no_rule_would_announce_and_no_agent_would_take_is_left_out_and_said()
    {
        await fixture.UploadAsync($"{_domain.Prefix}t/p/small.parquet", new byte[1024]);
        await fixture.UploadAsync($"{_domain.Prefix}t/p/notes.txt", new byte[2000]);
        await fixture.UploadAsync($"{_domain.Prefix}t/p/star*.parquet", new byte[2000]);

        var report = await fixture.BackfillAsync(_domain);

        (report.Listed, report.Sent, report.Ignored, report.RefusedCount).ShouldBe((3, 0, 2, 1));
        report.Refused.ShouldHaveSingleItem().Reason.ShouldContain("* ? { }");
        (await fixture.DrainAsync(_domain.Prefix)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_of_every_language_are_sent_and_loaded()
    {
        var table = await fixture.NewTableAsync();
        string[] names = ["a b+c%20", "é", "한글", "\uE000", "\uFFFD", "\U0001F600", "z's", "Z", "a", "B", "&<>"];
        foreach (var name in names)
        {
            await fixture.UploadAsync($"{_domain.Prefix}{table}/p/{name}.parquet", await Parquet.OfAsync(fixture.Cloud, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(400)"));
        }

        await fixture.LoadAsync(_domain);

        (await fixture.AuditAsync(_domain)).Counts.ShouldSatisfyAllConditions(
            counts => counts.Unaccounted.ShouldBe(0), counts => counts.Accounted.ShouldBe(names.Length));
        (await fixture.BackfillAsync(_domain)).Sent.ShouldBe(0, "all are known now");
    }

    [Fact]
    public async Task A_dry_run_sends_nothing_and_older_objects_are_left_out()
    {
        await fixture.UploadAsync($"{_domain.Prefix}t/p/a.parquet", new byte[2000]);

        (await fixture.BackfillAsync(_domain, isDryRun: true)).Sent.ShouldBe(1);
        (await fixture.BackfillAsync(_domain, since: DateTime.Parse("2999-01-01", CultureInfo.InvariantCulture))).Older.ShouldBe(1);
        (await fixture.DrainAsync(_domain.Prefix)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("quiet/")]
    public async Task A_prefix_may_cover_a_domain(string prefix)
    {
        await fixture.UploadAsync($"{_domain.Prefix}t/p/a.parquet", new byte[2000]);

        (await fixture.BackfillAsync(_domain, isDryRun: true, prefix: prefix)).Listed.ShouldBe(1);
    }

    [Fact]
    public async Task A_prefix_may_be_narrower_than_a_domain()
    {
        await fixture.UploadAsync($"{_domain.Prefix}t/p/a.parquet", new byte[2000]);
        await fixture.UploadAsync($"{_domain.Prefix}u/p/a.parquet", new byte[2000]);

        (await fixture.BackfillAsync(_domain, isDryRun: true, prefix: $"{_domain.Prefix}u/")).Listed.ShouldBe(1);
    }

    [Fact]
    public async Task A_prefix_of_no_domain_is_refused_with_those_there_are()
    {
        var refused = await Should.ThrowAsync<OperationException>(() => fixture.BackfillAsync(_domain, prefix: "elsewhere/"));

        refused.Message.ShouldBe($"No domain takes objects under s3://{fixture.Cloud.Bucket}/elsewhere/: the prefixes are {_domain.Prefix}.");
    }

    [Fact]
    public async Task The_ledger_is_read_whole_in_pages_of_any_size()
    {
        string[] names = ["a", "b", "c", "\uFFFD", "\U0001F600"];
        var keys = names.Select(name => $"{_domain.Prefix}t/p/{name}.parquet").ToList();
        await KnowAsync(keys, "loaded");
        await KnowAsync([keys[1], keys[1], keys[4]], "failed", etag: "other");
        await using var services = fixture.Services(_domain);
        var client = services.GetRequiredService<ClickHouse.Driver.ClickHouseClient>();

        for (var rows = 1; rows < 9; rows++)
        {
            var listing = new LedgerListing(client, services.GetRequiredService<Configuration.SluiceSettings>()) { PageRows = rows };
            var lines = await listing.ReadAsync(new LedgerFilter { KeyPrefix = _domain.Prefix }, Stop).ToListAsync(Stop);
            lines.Select(line => line.Key).ShouldBe([keys[0], keys[1], keys[1], keys[2], keys[3], keys[4], keys[4]]);
        }
    }

    private async Task KnowAsync(IReadOnlyCollection<string> keys, string state, string? etag = null)
    {
        var values = new List<string>();
        foreach (var key in keys)
        {
            var content = etag ?? (await fixture.S3.ListObjectsV2Async(new() { BucketName = fixture.Cloud.Bucket, Prefix = key }, Stop)).S3Objects?[0].ETag.Trim('"') ?? "e";
            values.Add($"('{LoadId.Of(fixture.Cloud.Bucket, key, content)}', '{fixture.Cloud.Bucket}', '{key}', '{content}', 'operated', 'operated', 't', '{state}')");
        }

        await fixture.SqlAsync($"INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, state) VALUES {string.Join(", ", values)}");
    }
}
