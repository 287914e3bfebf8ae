using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Sluice.ConsoleTests.Browser;

/// <summary>A page of the console in a browser of its own: no cookie or choice of another test.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public OpenPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"script: {error}");
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Errors and warnings of the browser's log: scripts that failed, what the Content-Security-Policy refused, answers that are errors.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The page's heading, once it is there.</summary>
    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1, Exact = true });

    public ILocator Test(string id) => Page.GetByTestId(id);

    /// <summary>Whether something sticks out to the right.</summary>
    public Task<bool> ScrollsSidewaysAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
