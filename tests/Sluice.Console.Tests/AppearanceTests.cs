using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class AppearanceTests(ConsoleFixture console)
{
    [Theory]
    [InlineData(ColorScheme.Light, "light")]
    [InlineData(ColorScheme.Dark, "dark")]
    public async Task The_page_begins_as_the_system_prefers(ColorScheme preferred, string expected)
    {
        await using var open = await console.OpenAsync("/objects", options => options.ColorScheme = preferred);
        await Expect(open.Heading("Objects")).ToBeVisibleAsync();
        await Expect(open.Page.Locator("html")).ToHaveAttributeAsync("data-theme", expected);
        var brightness = await open.Page.EvaluateAsync<int>("parseInt(getComputedStyle(document.body).backgroundColor.match(/[0-9]+/)[0])");
        (brightness > 128).ShouldBe(preferred == ColorScheme.Light);
    }

    [Fact]
    public async Task A_chosen_theme_is_remembered()
    {
        await using var open = await console.OpenAsync("/objects");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Dark theme" }).ClickAsync();
        await Expect(open.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");

        await open.Page.ReloadAsync();
        await Expect(open.Page.GetByRole(AriaRole.Button, new() { Name = "Light theme" })).ToBeVisibleAsync();
        await Expect(open.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Theory]
    [InlineData("/", "Overview")]
    [InlineData("/objects", "Objects")]
    [InlineData("/objects/market/a/very-long-key-without-any-place-to-break-it-0123456789012345678901234567890123456789.parquet", null)]
    [InlineData("/dead-letters", "Dead letters")]
    [InlineData("/tables", "Tables")]
    [InlineData("/agents", "Agents")]
    public async Task Nothing_sticks_out_on_a_screen_of_360_pixels(string path, string? heading)
    {
        await using var open = await console.OpenAsync(path, options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        await Expect(heading is null ? open.Test("summary") : open.Heading(heading)).ToBeVisibleAsync();
        if (path == "/")
        {
            await Expect(open.Test("figures")).ToBeVisibleAsync();
        }

        (await open.ScrollsSidewaysAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Everything_is_reached_by_keyboard()
    {
        await using var open = await console.OpenAsync();
        await Expect(open.Test("figures")).ToBeVisibleAsync();

        // The first stop leads past the navigation
        await open.Page.EvaluateAsync("() => { document.activeElement.blur(); window.getSelection().removeAllRanges(); }");
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Page.Locator("main")).ToBeFocusedAsync();

        // '/' leads to the search, first to its page and then into its field
        await open.Page.Keyboard.PressAsync("/");

        // The last thing a navigation does is to move the focus to the heading.
        await Expect(open.Heading("Objects")).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("/");
        await Expect(open.Page.Locator("[data-search] input")).ToBeFocusedAsync();
        await open.Page.Keyboard.TypeAsync("market/nothing/there.parquet");
        await Expect(open.Test("where")).ToBeVisibleAsync();
        await open.Test("where").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Test("summary")).ToBeVisibleAsync();
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_the_focus_shows_it()
    {
        await using var open = await console.OpenAsync("/objects");
        await Expect(open.Heading("Objects")).ToBeVisibleAsync();
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).FocusAsync();
        await open.Page.Keyboard.PressAsync("Tab");
        await Expect(open.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sluice" })).ToBeFocusedAsync();
        var outline = await open.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle");
        outline.ShouldNotBe("none");
    }
}
