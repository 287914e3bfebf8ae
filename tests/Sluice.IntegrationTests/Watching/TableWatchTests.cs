using Microsoft.Extensions.DependencyInjection;
using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

/// <summary>The tables as console and commands show them.</summary>
[Trait("Category", "Integration")]
[Collection<WatchedTests>]
public sealed class TableWatchTests(WatchedCloud fixture)
{
    [Fact]
    public async Task A_table_has_its_figures_its_contract_its_windows_and_what_the_ledger_knows()
    {
        var table = await fixture.NewTableAsync(
            WatchedCloud.Served, "(id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100");
        await fixture.Bench.DoAsync($"CREATE TABLE market.{table}_sums (n UInt64) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 7");
        await fixture.Bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_sums AS SELECT count() AS n FROM market.{table}");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync(key);
        await fixture.Agent.SettlesAsync(key);

        var tables = await ListAsync();

        var status = tables.Single(each => each.Name.Name == table);
        (status.Domain, status.Engine, status.Rows, status.Parts, status.HasProvenance, status.Refusal, status.Objects).ShouldBe(("market", "MergeTree", 500, 1, true, null, 1));
        status.Bytes.ShouldBeGreaterThan(0);
        status.LastLoadedAt.ShouldNotBeNull();
        status.Columns.ShouldBe([("id", "UInt64"), ("label", "String"), ("_sluice_load_id", "String")]);
        status.Windows.ShouldBe(new Dictionary<string, long> { [$"market.{table}"] = 100, [$"market.{table}_sums"] = 7 }, ignoreOrder: true);
        tables.ShouldNotContain(each => each.Name.Name == $"{table}_sums" || each.Name.Name == $"{table}_view", "only views write to it");
    }

    [Fact]
    public async Task A_table_that_would_take_a_repeated_insert_twice_says_what_to_do()
    {
        var table = await fixture.NewTableAsync(WatchedCloud.Unserved, "(id UInt64) ENGINE = MergeTree ORDER BY id");

        var status = (await ListAsync()).Single(each => each.Name.Name == table);

        (status.Domain, status.Objects, status.LastLoadedAt).ShouldBe(("customer", 0, null));
        status.Refusal!.ShouldContain($"run 'sluice prepare customer.{table}'");
    }

    [Fact]
    public async Task A_table_that_objects_were_meant_for_and_that_is_not_there_is_listed()
    {
        await fixture.Bench.KnowAsync("customer/nowhere/p/a.parquet", "e", "customer", "nowhere", "dead_lettered");

        var status = (await ListAsync()).Single(each => each.Name.Name == "nowhere");

        (status.Engine, status.Objects, status.Rows).ShouldBe((null, 0, 0));
        status.Refusal!.ShouldContain("table customer.nowhere does not exist");
    }

    private async Task<IReadOnlyList<TableStatus>> ListAsync()
    {
        await using var services = fixture.Services();
        return await services.GetRequiredService<TableWatch>().ListAsync(TestContext.Current.CancellationToken);
    }
}
