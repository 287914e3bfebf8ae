using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class ObjectsTests(ConsoleFixture console)
{
    private const int Rows = 100_000;

    private const int PageSize = 50;

    [Fact]
    public async Task A_hundred_thousand_rows_are_paged_by_the_server()
    {
        var table = ConsoleFixture.NewName();
        await FillAsync(table);
        await using var open = await console.OpenAsync($"/objects?table=market.{table}");

        await Expect(open.Test("total")).ToContainTextAsync("1–50 of 100,000");
        await Expect(RowsOf(open.Page)).ToHaveCountAsync(PageSize);
        await Expect(RowsOf(open.Page).First).ToContainTextAsync("part-099999");

        await Pager(open.Page).GetByText("Last").ClickAsync();
        await Expect(open.Test("total")).ToContainTextAsync("99,951–100,000 of 100,000");
        await Expect(RowsOf(open.Page)).ToHaveCountAsync(PageSize);
        await Expect(RowsOf(open.Page).Last).ToContainTextAsync("part-000000");
        new Uri(open.Page.Url).Query.ShouldContain("page=2000");

        await open.Page.GoBackAsync();
        await Expect(open.Test("total")).ToContainTextAsync("1–50 of 100,000");
        await open.Page.Locator("[data-search] input").FillAsync($"{table}/ds=2026-01-01/part-04217");
        await Expect(open.Test("total")).ToContainTextAsync("1–10 of 10");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Filters_are_in_the_address_and_the_way_back_works()
    {
        var table = ConsoleFixture.NewName();
        await FillAsync(table, rows: 30);
        await using var open = await console.OpenAsync($"/objects?table=market.{table}");
        await Expect(open.Test("total")).ToContainTextAsync("of 30");

        await open.Page.GetByRole(AriaRole.Combobox, new() { Name = "State" }).Or(open.Page.GetByLabel("State")).First.ClickAsync();
        await open.Page.GetByRole(AriaRole.Option, new() { Name = "dead lettered" }).Or(open.Page.Locator(".mud-list-item", new() { HasText = "dead lettered" })).First.ClickAsync();
        await Expect(open.Test("total")).ToContainTextAsync("of 3,");
        open.Page.Url.ShouldContain("state=dead_lettered");

        // Somebody else opens the same address
        await using var other = await console.OpenAsync(new Uri(open.Page.Url).PathAndQuery);
        await Expect(other.Test("total")).ToContainTextAsync("of 3,");
        await Expect(RowsOf(other.Page).First).ToContainTextAsync("E003");

        await open.Page.GoBackAsync();
        await Expect(open.Test("total")).ToContainTextAsync("of 30");
    }

    [Theory]
    [InlineData("market/prices/한국어 키 + 100% 'quoted'#1?.parquet")]
    [InlineData("market/prices/a//b/../c.parquet")]
    [InlineData("market/prices/a%2Fb%20c.parquet")]
    public async Task A_whole_address_that_matches_no_row_still_leads_to_its_story(string key)
    {
        await using var open = await console.OpenAsync("/objects");
        await open.Page.Locator("[data-search] input").FillAsync($"s3://{console.Cloud.Bucket}/{key}");
        await open.Test("where").ClickAsync();

        await Expect(open.Test("summary")).ToBeVisibleAsync();
        (await open.Page.Locator("h1").TextContentAsync()).ShouldBe(key);
        open.Complaints.ShouldBeEmpty();
    }

    private static ILocator RowsOf(IPage page) => page.Locator("table[aria-label=Objects] tbody tr");

    private static ILocator Pager(IPage page) => page.GetByRole(AriaRole.Navigation, new() { Name = "Pages of objects" });

    private async Task FillAsync(string table, int rows = Rows) => (await console.SqlAsync(
        $"""
         INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, state, rows, error_code, error_kind, written_at)
         SELECT hex(SHA256('{table}' || toString(number))), '{console.Cloud.Bucket}', 'market/{table}/ds=2026-01-01/part-' || leftPad(toString(number), 6, '0') || '.parquet',
                toString(number), 'market', 'market', '{table}', 'ds=2026-01-01', 'c', if(number % 10 = 3, 'dead_lettered', 'loaded'), 100,
                if(number % 10 = 3, 'E003', ''), if(number % 10 = 3, 'Schema', ''), toDateTime64('2026-01-01 00:00:00', 6, 'UTC') + number
         FROM numbers({rows})
         """)).ShouldBeEmpty();
}
