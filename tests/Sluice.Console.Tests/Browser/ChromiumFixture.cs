using Microsoft.Playwright;
using Sluice.ConsoleTests.Browser;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]

namespace Sluice.ConsoleTests.Browser;

/// <summary>The machine's own Chromium, for all tests of the assembly.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private IBrowser Browser => _browser ?? throw new InvalidOperationException("The browser has not started.");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(20_000);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Find(),

            // Tests may run as root, where Chromium's sandbox refuses to.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page that notes whatever the browser complains of.</summary>
    internal async Task<OpenPage> OpenAsync(Uri site, string path = "/", Action<BrowserNewContextOptions>? change = null)
    {
        var options = new BrowserNewContextOptions { BaseURL = site.AbsoluteUri, ViewportSize = new ViewportSize { Width = 1280, Height = 860 }, ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce };
        change?.Invoke(options);
        var context = await Browser.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        var open = new OpenPage(context, await context.NewPageAsync());
        await open.Page.GotoAsync(path);
        return open;
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => _names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium or Google Chrome is needed for these tests and is not on the PATH: on Debian, apt-get install chromium.");
}
