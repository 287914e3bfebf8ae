using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.Targets;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Other content under a known key: <c>onOverwrite</c> Replace and Skip. (Append is in <see cref="ExactlyOnceTests"/>.)</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class OverwriteTests(AgentFixture fixture)
{
    private const string Replacing = LocalCloudFixture.ReplacingDomain;
    private const string Skipping = LocalCloudFixture.SkippingDomain;

    [Fact]
    public async Task Replace_leaves_the_latest_content_only()
    {
        var table = await ProvenanceTableAsync();
        var key = $"{Replacing}/{table}/p/a.parquet";
        await LoadAsync(key, "first", 400);
        await fixture.SqlAsync($"INSERT INTO {Replacing}.{table} (id, label) VALUES (1, 'of somebody else')");

        await LoadAsync(key, "second", 300);

        (await LabelsAsync(table)).ShouldBe("of somebody else\t1\nsecond\t300");
        (await LedgerAsync(key, "rows, state")).ShouldBe("300\tloaded\n400\treplaced");
    }

    [Fact]
    public async Task Content_that_was_replaced_and_is_uploaded_again_is_loaded_again()
    {
        var table = await ProvenanceTableAsync();
        var key = $"{Replacing}/{table}/p/a.parquet";
        var first = await LoadAsync(key, "first", 400);
        await LoadAsync(key, "second", 300);

        await fixture.UploadAsync(key, first);
        await LoadsAgainAsync(key, 400);

        (await LabelsAsync(table)).ShouldBe("first\t400", "with the token of its first insert ClickHouse would have dropped it");
        (await LedgerAsync(key, "rows, state, renewals")).ShouldBe("300\treplaced\t0\n400\tloaded\t1");
    }

    [Fact]
    public async Task A_replacement_that_was_interrupted_after_the_commit_is_finished_by_the_next_delivery()
    {
        var table = await ProvenanceTableAsync();
        var state = new ProtocolState(fixture, Replacing);
        var key = $"{Replacing}/{table}/p/a.parquet";
        await LoadAsync(key, "second", 300);
        var old = LoadId.Of(fixture.Cloud.Bucket, key, "0ld").Value;
        await fixture.SqlAsync($"INSERT INTO {Replacing}.{table} SELECT number, 'first', '{old}' FROM numbers(400)");
        (await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, rows, state, sequencer, provenance)
             VALUES ('{old}', '{fixture.Cloud.Bucket}', '{key}', '0ld', '{Replacing}', '{Replacing}', '{table}', 'p', 'c', 400, 'loaded', '00', '_sluice_load_id')
             """)).ShouldBeEmpty();

        await state.AnnounceAsync(Replacing, key, await state.ETagAsync(key));
        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);

        (await LabelsAsync(table)).ShouldBe("second\t300");
    }

    [Fact]
    public async Task Of_two_loaded_contents_the_one_with_the_later_sequencer_stays_whichever_was_loaded_last()
    {
        var table = await ProvenanceTableAsync();
        var state = new ProtocolState(fixture, Replacing);
        var later = LoadId.Of(fixture.Cloud.Bucket, $"{Replacing}/{table}/p/quiet.parquet", "later").Value;
        var (key, etag, _) = await state.QuietlyUploadAsync(table);
        await fixture.SqlAsync($"INSERT INTO {Replacing}.{table} SELECT number, 'later', '{later}' FROM numbers(5)");
        await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, rows, state, sequencer, provenance)
             VALUES ('{later}', '{fixture.Cloud.Bucket}', '{key}', 'later', '{Replacing}', '{Replacing}', '{table}', 'p', 'c', 5, 'loaded', '0A1', '_sluice_load_id')
             """);

        await state.AnnounceAsync(Replacing, key, etag, sequencer: "9F");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await LabelsAsync(table)).ShouldBe("later\t5", "A1 comes after 9F");
    }

    [Fact]
    public async Task Replace_needs_the_provenance_column()
    {
        var table = await fixture.NewTableAsync(Replacing);
        var key = $"{Replacing}/{table}/p/a.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("a"));

        await fixture.DeadLetterAsync(Replacing, key);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key)).Message.ShouldContain($"sluice prepare {Replacing}.{table} --provenance");
    }

    [Theory]
    [InlineData("(id UInt64, label String) ENGINE = Log", "make {0} anew with an engine of the MergeTree family")]
    [InlineData("(id UInt64, label String) ENGINE = SummingMergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000", "make {0} anew with _sluice_load_id in its ORDER BY")]
    public async Task What_prepare_cannot_mend_for_Replace_it_is_not_said_to(string definition, string advice)
    {
        var table = $"{Replacing}.{AgentFixture.NewName("t")}";
        await fixture.SqlAsync($"CREATE TABLE {table} {definition}");
        var services = fixture.Agent.Services;
        var target = await services.GetRequiredService<TargetTables>().FindAsync(new TableName(Replacing, table.Split('.')[1]), TestContext.Current.CancellationToken);
        var rules = new TableRules(DeliveryGuarantee.AtLeastOnce, ContractMode.Strict, OverwritePolicy.Replace);

        var refusal = await services.GetRequiredService<TargetRefusal>().OfAsync(target!.Name, target, rules, TestContext.Current.CancellationToken);

        refusal.ShouldNotBeNull();
        refusal.ShouldContain(string.Format(CultureInfo.InvariantCulture, advice, table));
        refusal.ShouldNotContain("sluice prepare");
    }

    [Fact]
    public async Task Skip_keeps_the_first_content()
    {
        var table = await fixture.NewTableAsync(Skipping);
        var key = $"{Skipping}/{table}/p/a.parquet";
        await LoadAsync(key, "first", 400);

        await fixture.UploadAsync(key, await fixture.ParquetAsync("second", rows: 300));
        await fixture.Agent.SaysAsync(LogEvents.ObjectSkipped, key);

        (await fixture.SqlAsync($"SELECT label, count() FROM {Skipping}.{table} GROUP BY label")).ShouldBe("first\t400");
        (await LedgerAsync(key, "rows, state")).ShouldBe("0\tskipped\n400\tloaded");
    }

    private async Task<byte[]> LoadAsync(string key, string label, int rows)
    {
        var bytes = await fixture.ParquetAsync(label, rows);
        await fixture.UploadAsync(key, bytes);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"Loaded {rows} rows of s3://{fixture.Cloud.Bucket}/{key}");
        return bytes;
    }

    private async Task LoadsAgainAsync(string key, int rows)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (fixture.Agent.Log.Count(entry => entry.Message.Contains($"Loaded {rows} rows of s3://{fixture.Cloud.Bucket}/{key}")) < 2)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task<string> ProvenanceTableAsync()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE {Replacing}.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        return table;
    }

    private Task<string> LabelsAsync(string table) => fixture.SqlAsync($"SELECT label, count() FROM {Replacing}.{table} GROUP BY label ORDER BY label");

    private Task<string> LedgerAsync(string key, string columns) =>
        fixture.SqlAsync($"SELECT {columns} FROM sluice.loads FINAL WHERE key = '{key}' ORDER BY ALL");
}
