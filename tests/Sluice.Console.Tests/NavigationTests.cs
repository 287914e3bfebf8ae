using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class NavigationTests(ConsoleFixture console)
{
    [Theory]
    [InlineData("Overview")]
    [InlineData("Objects")]
    [InlineData("Dead letters")]
    [InlineData("Tables")]
    [InlineData("Agents")]
    public async Task Each_entry_leads_to_its_page_and_the_browser_complains_of_nothing(string name)
    {
        await using var open = await console.OpenAsync(name == "Overview" ? "/objects" : "/");
        await open.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByText(name, new() { Exact = true }).ClickAsync();

        await Expect(open.Heading(name)).ToBeVisibleAsync();
        await Expect(open.Page).ToHaveTitleAsync($"{name} · Sluice");
        open.Complaints.ShouldBeEmpty();
        console.Agent.Complaints().ShouldBeEmpty();
    }
}
