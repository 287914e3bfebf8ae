using Sluice.Sandbox.Faults;
using Sluice.Telemetry;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class AgentsTests(ConsoleFixture console)
{
    // An agent reports every ten seconds
    private static readonly Microsoft.Playwright.LocatorAssertionsToContainTextOptions _patiently = new() { Timeout = 45_000 };

    [Fact]
    public async Task An_agent_whose_S3_has_too_much_to_do_shows_what_it_waits_for_and_what_it_has_in_hand_until_it_works_again()
    {
        var table = await console.NewTableAsync("market");
        var key = $"market/{table}/ds=2026-01-01/a.parquet";
        await using var open = await console.OpenAsync("/agents");
        var agent = open.Page.Locator($"[data-agent='{Environment.MachineName}:{Environment.ProcessId}']");
        await Expect(agent.GetByTestId("state")).ToHaveTextAsync("alive", new() { Timeout = 45_000 });
        await Expect(agent.GetByTestId("hand")).ToHaveTextAsync("No messages.", new() { Timeout = 45_000 });

        console.Cloud.Faults.Decide = request =>
            request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && !request.Target.Contains("list-type", StringComparison.Ordinal) ? Fault.Refuse() : null;
        try
        {
            await console.UploadAsync(key);
            await console.Agent.SaysAsync(LogEvents.ObjectHeld, key);
            await Expect(agent.GetByTestId("sink")).ToContainTextAsync("It waits for S3", _patiently);
            await Expect(agent.GetByTestId("state")).ToHaveTextAsync("waiting");
            await Expect(agent.GetByTestId("hand")).ToContainTextAsync("market 1");
        }
        finally
        {
            console.Cloud.Faults.Decide = null;
        }

        await console.Agent.LoadsAsync(key);
        await Expect(agent.GetByTestId("state")).ToHaveTextAsync("alive", new() { Timeout = 45_000 });
        await Expect(agent.GetByTestId("sink")).ToHaveCountAsync(0);
        open.Complaints.ShouldBeEmpty();
        console.Agent.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_fell_silent_is_told_from_one_that_ended()
    {
        var (silent, ended) = (ConsoleFixture.NewName("silent"), ConsoleFixture.NewName("ended"));
        await SaidAsync(silent, """{"concurrency":5,"inHand":{"market":3}}""");
        await SaidAsync(ended, """{"hasEnded":true,"concurrency":5}""");
        await using var open = await console.OpenAsync("/agents");

        await Expect(open.Page.Locator($"[data-agent='{silent}']").GetByTestId("state")).ToHaveTextAsync("silent");
        await Expect(open.Page.Locator($"[data-agent='{silent}']")).ToContainTextAsync("comes back to the queues by itself");
        await Expect(open.Page.Locator($"[data-agent='{silent}']").GetByTestId("hand")).ToHaveTextAsync("market 3");
        await Expect(open.Page.Locator($"[data-agent='{ended}']").GetByTestId("state")).ToHaveTextAsync("ended");
        await Expect(open.Test("total")).ToContainTextAsync("silent");
    }

    private async Task SaidAsync(string agent, string report) => (await console.SqlAsync(
        $"INSERT INTO sluice.agents (agent, version, started_at, report, at) VALUES ('{agent}', '0.1.0', now64(3) - 900, '{report}', now64(3) - 300)")).ShouldBeEmpty();
}
