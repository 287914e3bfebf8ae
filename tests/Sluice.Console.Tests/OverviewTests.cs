using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class OverviewTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_load_is_on_the_page_within_a_second_of_its_line_in_the_log()
    {
        var table = await console.NewTableAsync("market");
        await using var open = await console.OpenAsync();
        await Expect(open.Test("figures")).ToBeVisibleAsync();

        // The page notes by itself when the figure changes, by the clock of the machine that it shares with the agent.
        await open.Page.EvaluateAsync(
            """
            () => {
              window.seen = {};
              new MutationObserver(() => {
                for (const { textContent } of document.querySelectorAll('[aria-label=Objects] tbody a')) window.seen[textContent] ??= Date.now();
              }).observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true });
            }
            """);
        var delays = new List<double>();
        for (var n = 0; n < 5; n++)
        {
            var key = $"market/{table}/ds=2026-01-01/{n}.parquet";
            await console.UploadAsync(key, $"SELECT toUInt64(number + {n}) AS id, 'x' AS label FROM numbers(500)");
            var loaded = await console.Agent.LoadsAsync(key);
            var seenAt = await (await open.Page.WaitForFunctionAsync("key => window.seen[key]", key)).JsonValueAsync<double>();
            delays.Add((TimeSpan.FromMilliseconds(seenAt) - (loaded.At - DateTimeOffset.UnixEpoch)).TotalMilliseconds);
        }

        // The median: one look may meet a machine that is busy with something else.
        delays.Order().ElementAt(2).ShouldBeLessThan(1000, $"the page showed the loads so many ms after the log did: {string.Join(", ", delays)}");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_domain_has_its_figures_its_chart_and_its_four_alarms()
    {
        await using var open = await console.OpenAsync();
        var market = open.Page.Locator("[data-domain=market]");

        await Expect(market.Locator("[data-figure=loaded]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9,]+$"));
        (await market.GetByRole(AriaRole.Img).GetAttributeAsync("aria-label")).ShouldNotBeNull().ShouldStartWith("market: ");
        await Expect(market.GetByRole(AriaRole.List, new() { Name = "Alarms of market" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);
        await Expect(open.Test("agents")).ToContainTextAsync("alive");
    }
}
