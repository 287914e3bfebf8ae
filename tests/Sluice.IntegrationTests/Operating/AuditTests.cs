using Sluice.Operating;

namespace Sluice.IntegrationTests.Operating;

/// <summary>The figure: whatever is done behind the agent's back shows in it, and nothing else does.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(OperatingTests))]
public sealed class AuditTests(OperatingFixture fixture) : IAsyncLifetime
{
    private const int Rows = 400;

    private readonly Topology.Domain _domain = fixture.NewDomain();

    public async ValueTask InitializeAsync() => await fixture.DrainAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_everything_is_as_it_should_be_the_figure_is_0(bool hasProvenance)
    {
        var (table, _) = await LoadedTableAsync(hasProvenance);
        await fixture.UploadAsync($"{_domain.Prefix}{table}/p/small.parquet", new byte[1024]);
        await fixture.UploadAsync($"{_domain.Prefix}{table}/p/notes.txt", new byte[2000]);
        await fixture.UploadAsync($"{_domain.Prefix}stray.parquet", new byte[2000]);

        var report = await fixture.AuditAsync(_domain);

        var counts = report.Counts;
        (counts.Unaccounted, counts.Listed, counts.Accounted, counts.Ignored, counts.Refused).ShouldBe((0, 5, 3, 2, 1));
        report.Findings.ShouldBeEmpty();
        report.Notes.Count.ShouldBe(hasProvenance ? 0 : 1);
    }

    [Fact]
    public async Task An_object_that_was_deleted_is_expired()
    {
        var (_, key) = await LoadedTableAsync();
        await fixture.S3.DeleteObjectAsync(fixture.Cloud.Bucket, key, TestContext.Current.CancellationToken);

        var counts = (await fixture.AuditAsync(_domain)).Counts;

        (counts.Unaccounted, counts.Expired, counts.Listed).ShouldBe((0, 1, 1));
    }

    [Fact]
    public async Task An_object_that_nobody_announced_is_missing_until_a_repair_has_sent_it_and_an_agent_loaded_it()
    {
        var table = await fixture.NewTableAsync();
        var key = await fixture.UploadAsync(_domain, table, "a");
        (await fixture.AuditAsync(_domain, grace: TimeSpan.FromHours(1))).Counts.Pending.ShouldBe(1, "it has just been created");

        var dry = await fixture.AuditAsync(_domain, RepairMode.DryRun);
        (dry.Repaired, (await fixture.DrainAsync(_domain.Prefix)).Count).ShouldBe((1, 0));
        var found = await fixture.AuditAsync(_domain, RepairMode.On);

        found.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => finding.Kind.ShouldBe(AuditKind.Missing), finding => finding.Key.ShouldBe(key));
        (found.Counts.Unaccounted, found.Repaired).ShouldBe((1, 1));
        await using var agent = await fixture.StartAgentAsync(_domain);
        await fixture.LoadedAsync(_domain, 1);
        (await fixture.AuditAsync(_domain)).Counts.Unaccounted.ShouldBe(0);
        (await CountAsync(table)).ShouldBe($"{Rows}");
    }

    [Fact]
    public async Task One_row_less_is_seen_and_not_repaired_by_loading_the_rest_twice()
    {
        var (table, key) = await LoadedTableAsync();
        await fixture.SqlAsync($"DELETE FROM operated.{table} WHERE id = 7 AND label = 'a'");

        var report = await fixture.AuditAsync(_domain, RepairMode.On);

        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Key).ShouldBe((AuditKind.RowsMissing, key));
        finding.Detail.ShouldBe($"operated.{table} has {Rows - 1} of its {Rows} rows");
        (report.Repaired, (await fixture.DrainAsync(_domain.Prefix)).Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task One_row_more_is_seen()
    {
        var (table, key) = await LoadedTableAsync();
        await fixture.SqlAsync($"INSERT INTO operated.{table} SELECT * FROM operated.{table} WHERE id = 7 AND label = 'a'");

        var finding = (await fixture.AuditAsync(_domain)).Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Key).ShouldBe((AuditKind.RowsDuplicated, key));
    }

    [Fact]
    public async Task When_none_of_its_rows_is_left_a_repair_notes_that_and_sends_for_it()
    {
        var (table, key) = await LoadedTableAsync();
        await fixture.SqlAsync($"DELETE FROM operated.{table} WHERE label = 'a'");

        var found = await fixture.AuditAsync(_domain, RepairMode.On);

        (found.Counts.Unaccounted, found.Repaired, found.Findings[0].Kind).ShouldBe((1, 1, AuditKind.RowsMissing));
        (await fixture.DrainAsync(_domain.Prefix)).ShouldBe([key]);
        (await fixture.SqlAsync($"SELECT state FROM sluice.loads FINAL WHERE key = '{key}'")).ShouldBe("unloaded");
        (await fixture.AuditAsync(_domain)).Counts.Pending.ShouldBe(1, "it is on its way, and not what an operator wanted unloaded");
    }

    [Fact]
    public async Task When_none_of_its_rows_is_left_an_agent_loads_it_again_once_a_repair_has_sent_it()
    {
        var (table, _) = await LoadedTableAsync();
        await fixture.SqlAsync($"DELETE FROM operated.{table} WHERE label = 'a'");

        (await fixture.AuditAsync(_domain, RepairMode.On)).Repaired.ShouldBe(1);

        await using var agent = await fixture.StartAgentAsync(_domain);
        await fixture.LoadedAsync(_domain, 2);
        (await fixture.AuditAsync(_domain)).Counts.Unaccounted.ShouldBe(0);
        (await CountAsync(table)).ShouldBe($"{2 * Rows}");
    }

    [Fact]
    public async Task An_object_that_the_ledger_has_forgotten_is_not_loaded_on_top_of_its_rows()
    {
        var (_, key) = await LoadedTableAsync();
        await ForgetAsync(key);

        var report = await fixture.AuditAsync(_domain, RepairMode.On);

        var finding = report.Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Key, report.Repaired).ShouldBe((AuditKind.OrphanRows, key, 0));
    }

    [Fact]
    public async Task Without_provenance_an_object_that_the_ledger_has_forgotten_is_missing()
    {
        var (_, key) = await LoadedTableAsync(hasProvenance: false);
        await ForgetAsync(key);

        var finding = (await fixture.AuditAsync(_domain)).Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Key).ShouldBe((AuditKind.Missing, key));
    }

    [Fact]
    public async Task Rows_of_nobody_are_counted()
    {
        var (table, _) = await LoadedTableAsync();
        await fixture.SqlAsync($"INSERT INTO operated.{table} VALUES (1, 'x', '{new string('a', 32)}'), (2, 'x', 'by hand'), (3, 'without an id', '')");

        var report = await fixture.AuditAsync(_domain);

        report.Counts.ByKind.ShouldBe(new Dictionary<AuditKind, long> { [AuditKind.OrphanRows] = 2 });
        report.Findings.ShouldContain(finding => finding.Detail.Contains("by hand", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("unloaded")]
    [InlineData("replaced")]
    public async Task Rows_that_should_have_been_taken_out_are_seen(string state)
    {
        var (_, key) = await LoadedTableAsync();
        await WriteStateAsync(key, state);

        var finding = (await fixture.AuditAsync(_domain)).Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Key).ShouldBe((AuditKind.RowsLeft, key));
    }

    [Fact]
    public async Task What_was_begun_too_long_ago_is_stuck_until_a_repair_has_sent_it_and_an_agent_gone_on_with_it()
    {
        var table = await fixture.NewTableAsync();
        var key = await fixture.UploadAsync(_domain, table, "a");
        await IntendAsync(table, key, state: "intended", since: "now() - INTERVAL 1 DAY");

        var found = await fixture.AuditAsync(_domain, RepairMode.On);

        (found.Findings.ShouldHaveSingleItem().Kind, found.Repaired).ShouldBe((AuditKind.Stuck, 1));
        await using var agent = await fixture.StartAgentAsync(_domain);
        await fixture.LoadedAsync(_domain, 1);
        (await fixture.AuditAsync(_domain)).Counts.Unaccounted.ShouldBe(0);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("intended")]
    public async Task What_was_begun_just_now_is_pending(string state)
    {
        var table = await fixture.NewTableAsync();
        await IntendAsync(table, await fixture.UploadAsync(_domain, table, "a"), state, since: "now()");

        var counts = (await fixture.AuditAsync(_domain)).Counts;

        (counts.Unaccounted, counts.Pending).ShouldBe((0, 1));
    }

    [Fact]
    public async Task What_is_in_doubt_is_unaccounted_for_and_left_to_a_person()
    {
        var table = await fixture.NewTableAsync();
        await IntendAsync(table, await fixture.UploadAsync(_domain, table, "a"), state: "in_doubt", since: "now()");

        var report = await fixture.AuditAsync(_domain, RepairMode.On);

        (report.Findings.ShouldHaveSingleItem().Kind, report.Repaired).ShouldBe((AuditKind.InDoubt, 0));
    }

    [Fact]
    public async Task A_table_that_cannot_tell_objects_apart_is_compared_as_a_whole()
    {
        var (table, _) = await LoadedTableAsync(hasProvenance: false);
        await fixture.SqlAsync($"DELETE FROM operated.{table} WHERE id = 7 AND label = 'a'");

        var report = await fixture.AuditAsync(_domain);

        report.Findings.ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.TableRowsMissing);
        report.Notes.ShouldHaveSingleItem().ShouldContain("no column _sluice_load_id");
    }

    [Theory]
    [InlineData("ReplacingMergeTree", "")]
    [InlineData("MergeTree", "TTL toDateTime('2020-01-01 00:00:00') + toIntervalSecond(id)")]
    public async Task Rows_that_merge_or_expire_are_not_missing(string engine, string settings)
    {
        var table = await fixture.NewTableAsync(engine: engine, settings: settings);
        await fixture.UploadAsync(_domain, table, "a");
        await fixture.LoadAsync(_domain);
        await fixture.SqlAsync($"DELETE FROM operated.{table} WHERE id < 10");

        var report = await fixture.AuditAsync(_domain);

        (report.Counts.Unaccounted, report.Notes.Count).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_table_that_is_gone_takes_its_objects_into_the_figure()
    {
        var (table, _) = await LoadedTableAsync();
        await fixture.SqlAsync($"DROP TABLE operated.{table} SYNC");

        var report = await fixture.AuditAsync(_domain, RepairMode.On);

        (report.Counts.ByKind[AuditKind.RowsMissing], report.Repaired).ShouldBe((2, 0));
    }

    [Fact]
    public async Task All_are_counted_and_as_many_as_asked_for_are_kept()
    {
        for (var n = 0; n < 4; n++)
        {
            await fixture.UploadAsync($"{_domain.Prefix}t/p/{n}.parquet", new byte[2000]);
        }

        var report = await fixture.AuditAsync(_domain, limit: 2);

        (report.Counts.Unaccounted, report.Findings.Count).ShouldBe((4, 2));
    }

    /// <summary>A table with two loaded objects, of which the first is given.</summary>
    private async Task<(string Table, string Key)> LoadedTableAsync(bool hasProvenance = true)
    {
        var table = await fixture.NewTableAsync(hasProvenance);
        var key = await fixture.UploadAsync(_domain, table, "a", Rows);
        await fixture.UploadAsync(_domain, table, "b", Rows);
        await fixture.LoadAsync(_domain);
        return (table, key);
    }

    private Task<string> ForgetAsync(string key) => fixture.SqlAsync($"DELETE FROM sluice.loads WHERE key = '{key}'");

    private Task<string> WriteStateAsync(string key, string state) => fixture.SqlAsync(
        $"INSERT INTO sluice.loads SELECT * REPLACE ('{state}' AS state, now64() AS written_at) FROM sluice.loads FINAL WHERE key = '{key}'");

    private async Task IntendAsync(string table, string key, string state, string since)
    {
        var id = await fixture.LoadIdAsync(key);
        var etag = (await fixture.S3.GetObjectMetadataAsync(fixture.Cloud.Bucket, key, TestContext.Current.CancellationToken)).ETag.Trim('"');
        await fixture.SqlAsync(
            $$"""
              INSERT INTO sluice.loads
                  (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, batch_id, batch_keys, batch_members, block_numbers, deadline, state, rows, provenance, written_at)
              VALUES ('{{id}}', '{{fixture.Cloud.Bucket}}', '{{key}}', '{{etag}}', 'operated', 'operated', '{{table}}', 'p', 'c', '{{id}}',
                      ['{{key}}'], ['{{id}}'], {'operated.{{table}}': 0}, {{since}}, '{{state}}', {{Rows}}, '_sluice_load_id', {{since}})
              """);
    }

    private Task<string> CountAsync(string table) => fixture.SqlAsync($"SELECT count() FROM operated.{table}");
}
