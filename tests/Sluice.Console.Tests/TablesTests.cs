using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class TablesTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_table_shows_its_window_provenance_columns_and_those_of_its_views_targets_and_counts_loads_by_itself()
    {
        var (table, sums) = (ConsoleFixture.NewName("orders"), ConsoleFixture.NewName("sums"));
        await DoAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id LowCardinality(String)) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000");
        await DoAsync($"CREATE TABLE market.{sums} (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label SETTINGS non_replicated_deduplication_window = 250");
        await DoAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO market.{sums} AS SELECT label, count() AS n FROM market.{table} GROUP BY label");
        await using var open = await console.OpenAsync($"/tables?q={table}");
        var row = open.Page.Locator($"[data-table='market.{table}']");

        await Expect(row).ToContainTextAsync("ready");
        await Expect(row.Locator("[data-figure=window]")).ToHaveTextAsync("250");
        await Expect(row.Locator("[data-figure=provenance]")).ToHaveTextAsync("yes");
        await row.GetByRole(AriaRole.Button, new() { Name = $"market.{table}" }).ClickAsync();
        await Expect(open.Test("windows")).ToContainTextAsync($"market.{sums} (a view writes to it) 250 inserts");
        await Expect(open.Test("columns")).ToContainTextAsync("LowCardinality(String)");

        await Expect(row.Locator("[data-figure=objects]")).ToHaveTextAsync("0");
        await console.UploadAsync($"market/{table}/ds=2026-01-01/a.parquet");
        await Expect(row.Locator("[data-figure=objects]")).ToHaveTextAsync("1", new() { Timeout = 30_000 });
        open.Complaints.ShouldBeEmpty();
        console.Agent.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_without_a_window_is_refused_with_the_command()
    {
        var table = ConsoleFixture.NewName("bare");
        await DoAsync($"CREATE TABLE market.{table} (id UInt64) ENGINE = MergeTree ORDER BY id");
        await using var open = await console.OpenAsync($"/tables?q={table}", options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        var row = open.Page.Locator($"[data-table='market.{table}']");

        await Expect(row).ToContainTextAsync("refused");
        await Expect(row.Locator("[data-figure=window]")).ToHaveTextAsync("none");
        await Expect(row.Locator("[data-figure=provenance]")).ToHaveTextAsync("no");
        await Expect(open.Page.Locator($"[data-refusal='market.{table}']")).ToContainTextAsync("has no deduplication window");
        await Expect(open.Page.Locator($"[data-refusal='market.{table}'] pre")).ToHaveTextAsync($"sluice prepare market.{table}");
        (await open.ScrollsSidewaysAsync()).ShouldBeFalse();
    }

    private async Task DoAsync(string sql) => (await console.SqlAsync(sql)).ShouldBeEmpty();
}
