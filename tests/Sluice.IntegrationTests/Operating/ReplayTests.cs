using Microsoft.Extensions.DependencyInjection;
using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.IntegrationTests.Operating;

/// <summary>Objects that the ledger knows, through their queues again.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(OperatingTests))]
public sealed class ReplayTests(OperatingFixture fixture) : IAsyncLifetime
{
    private readonly Topology.Domain _domain = fixture.NewDomain();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fixture.DrainAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Without_a_state_it_takes_what_is_not_loaded_and_leaves_what_is_or_may_be()
    {
        foreach (var state in Enum.GetValues<LoadState>())
        {
            await KnowAsync($"{state}", state);
        }

        var (plan, report) = await ReplayAsync(new LedgerFilter { KeyPrefix = _domain.Prefix });

        (plan.Loaded, plan.InDoubt, plan.Total, report.Sent).ShouldBe((1, 1, 6, 6));
        (await SentAsync()).ShouldBe(["DeadLettered", "Failed", "Intended", "Skipped", "Superseded", "Unloaded"]);
    }

    [Fact]
    public async Task It_takes_what_every_filter_takes()
    {
        await KnowAsync("a1", LoadState.Failed, "E003", "2026-01-01 00:00:00");
        await KnowAsync("a2", LoadState.Failed, "E003", "2026-01-02 00:00:00");
        await KnowAsync("b", LoadState.DeadLettered, "E002", "2026-01-02 00:00:00");
        var all = new LedgerFilter { KeyPrefix = _domain.Prefix };

        await SendsAsync(all with { KeyPrefix = $"{_domain.Prefix}t/p/a" }, "a1", "a2");
        await SendsAsync(all with { ErrorCode = "E002" }, "b");
        await SendsAsync(all with { States = [LoadState.Failed] }, "a1", "a2");
        await SendsAsync(all with { Since = new DateTime(2026, 1, 2) }, "a2", "b");
        await SendsAsync(all with { Until = new DateTime(2026, 1, 2) }, "a1");
        await SendsAsync(all with { Domain = "operated", ErrorCode = "E003", Since = new DateTime(2026, 1, 2) }, "a2");
        await SendsAsync(all with { Domain = "market" });
    }

    [Theory]
    [InlineData("loaded")]
    [InlineData("in_doubt")]
    public async Task What_is_loaded_or_may_be_is_not_sent_even_by_name(string name)
    {
        var state = Enum.GetValues<LoadState>().Single(known => LedgerListing.NameOf(known) == name);
        await KnowAsync("a", state);

        await SendsAsync(new LedgerFilter { KeyPrefix = _domain.Prefix, States = [state] });
    }

    [Fact]
    public async Task The_latest_row_of_an_object_counts()
    {
        await KnowAsync("a", LoadState.Failed, writtenAt: "2026-01-01 00:00:00");
        await KnowAsync("a", LoadState.Loaded, writtenAt: "2026-01-02 00:00:00");

        await SendsAsync(new LedgerFilter { KeyPrefix = _domain.Prefix, States = [LoadState.Failed] });
    }

    [Fact]
    public async Task An_object_of_a_domain_that_is_gone_is_said()
    {
        await KnowAsync("a", LoadState.Failed, domain: "abolished");

        var (_, report) = await ReplayAsync(new LedgerFilter { KeyPrefix = _domain.Prefix });

        (report.Sent, report.UnsentCount).ShouldBe((0, 1));
        report.Unsent.ShouldHaveSingleItem().Reason.ShouldContain("no domain abolished any more");
    }

    [Fact]
    public async Task A_dead_letter_whose_table_was_mended_is_loaded()
    {
        var table = Pipeline.AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE operated.{table} (id UInt8, label String) ENGINE = MergeTree ORDER BY id {Pipeline.AgentFixture.Window}");
        var key = await fixture.UploadAsync(_domain, table, "a");
        await fixture.BackfillAsync(_domain);
        await using var agent = await fixture.StartAgentAsync(_domain);
        await agent.SaysAsync(Telemetry.LogEvents.ObjectDeadLettered, key);
        await fixture.SqlAsync($"DROP TABLE operated.{table} SYNC");
        await fixture.SqlAsync($"CREATE TABLE operated.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {Pipeline.AgentFixture.Window}");

        (await ReplayAsync(new LedgerFilter { KeyPrefix = key, ErrorCode = "E003" })).Report.Sent.ShouldBe(1);

        await fixture.LoadedAsync(_domain, 1);
        (await fixture.SqlAsync($"SELECT count() FROM operated.{table}")).ShouldBe("400");
    }

    private async Task<(ReplayPlan Plan, ReplayReport Report)> ReplayAsync(LedgerFilter filter)
    {
        await using var services = fixture.Services(_domain);
        var replay = services.GetRequiredService<Replay>();
        return (await replay.PlanAsync(filter, Stop), await replay.RunAsync(filter, new OperationProgress(), Stop));
    }

    private async Task SendsAsync(LedgerFilter filter, params string[] names)
    {
        var (plan, report) = await ReplayAsync(filter);
        (plan.Total, report.Sent).ShouldBe((names.Length, names.Length));
        (await SentAsync()).ShouldBe(names);
    }

    private async Task<IEnumerable<string>> SentAsync() => (await fixture.DrainAsync(_domain.Prefix)).Select(key => Path.GetFileNameWithoutExtension(key)).Order();

    private Task<string> KnowAsync(string name, LoadState state, string errorCode = "", string writtenAt = "2026-01-01 00:00:00", string domain = "operated")
    {
        var key = $"{_domain.Prefix}t/p/{name}.parquet";
        return fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, state, error_code, written_at)
             VALUES ('{LoadId.Of(fixture.Cloud.Bucket, key, "e")}', '{fixture.Cloud.Bucket}', '{key}', 'e', '{domain}', 'operated', 't', '{LedgerListing.NameOf(state)}', '{errorCode}', '{writtenAt}')
             """);
    }
}
