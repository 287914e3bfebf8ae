using Sluice.ConsoleTests.Browser;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

/// <summary>A cloud of its own: its ClickHouse is ended.</summary>
[Trait("Category", "Integration")]
public sealed class OutageTests(ChromiumFixture chromium) : IAsyncLifetime
{
    private LocalCloud? _cloud;
    private ConsoleAgent? _agent;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloud.StartAsync(new SandboxOptions(), cancellationToken: TestContext.Current.CancellationToken);
        _agent = await ConsoleAgent.StartAsync(_cloud);
        await _agent.SaysAsync(402, "The ledger is ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_new_console_says_how_to_begin_and_one_without_ClickHouse_since_when_and_comes_back()
    {
        await using var open = await chromium.OpenAsync(_agent!.Url);
        await Expect(open.Test("empty")).ToContainTextAsync("Nothing was loaded yet");
        await Expect(open.Test("trouble")).ToHaveCountAsync(0);

        await _cloud!.ClickHouse.KillAsync();
        await Expect(open.Test("trouble")).ToContainTextAsync("ClickHouse does not answer since 20");
        await Expect(open.Test("trouble")).ToContainTextAsync("The agent waits");
        await Expect(open.Test("figures")).ToHaveAttributeAsync("class", "sl-stale");
        await Expect(open.Page.Locator("[data-domain=market] [data-figure=loaded]")).ToHaveTextAsync("0");

        // A page that is opened meanwhile has nothing to show, and says the same
        await using var second = await chromium.OpenAsync(_agent.Url, "/objects");
        await Expect(second.Test("trouble")).ToContainTextAsync("ClickHouse does not answer");

        await _cloud.ClickHouse.StartAsync(TestContext.Current.CancellationToken);
        await Expect(open.Test("trouble")).ToHaveCountAsync(0);
        await Expect(open.Test("figures")).ToHaveAttributeAsync("class", "");
        await Expect(second.Test("trouble")).ToHaveCountAsync(0);
        (await _cloud.ClickHouse.AdminAsync(_cloud, "SELECT 1")).ShouldBe("1");
        open.Complaints.ShouldBeEmpty();
        _agent.Complaints().ShouldBeEmpty();
    }
}
