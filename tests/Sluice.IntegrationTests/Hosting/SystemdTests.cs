using System.Diagnostics;
using System.Text.RegularExpressions;
using Sluice.IntegrationTests.Cli;
using Sluice.Tests.Hosting;

namespace Sluice.IntegrationTests.Hosting;

/// <summary><c>sluice run</c> as systemd starts it, and what systemd hears of it.</summary>
[Trait("Category", "Integration")]
public sealed partial class SystemdTests(HostedCloud cloud) : IClassFixture<HostedCloud>
{
    private const string AnyPort = "http://127.0.0.1:0";

    private static readonly TimeSpan _watchdog = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task It_hears_that_the_agent_is_ready_lives_and_stops()
    {
        using var systemd = new ServiceManagerSocket();
        await using var agent = Start(systemd);

        (await systemd.NextAsync()).ShouldStartWith("STATUS=Waits");
        (await systemd.NextAsync()).ShouldStartWith("READY=1\n");
        agent.Error.ShouldContain("The ledger is ready");
        (await systemd.NextAsync()).ShouldBe("WATCHDOG=1");
        var clock = Stopwatch.StartNew();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            (await systemd.NextAsync()).ShouldBe("WATCHDOG=1");
        }

        // Two halves of the watchdog's time, as far as this machine keeps it.
        clock.Elapsed.ShouldBeInRange(_watchdog * 0.75, _watchdog * 1.75);
        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        (await NextButSignsOfLifeAsync(systemd)).ShouldStartWith("STOPPING=1\n");
        systemd.HasMore.ShouldBeFalse("an agent that stops gives no sign of life");
        agent.ExitCode.ShouldBe(0, agent.Error);
    }

    [Fact]
    public async Task It_does_not_hear_that_the_agent_is_ready_while_ClickHouse_is_away()
    {
        using var systemd = new ServiceManagerSocket();
        await using var agent = Start(systemd, ("SLUICE__CLICKHOUSE__ENDPOINT", "http://127.0.0.1:1"));

        (await systemd.NextAsync()).ShouldStartWith("STATUS=Waits");
        await agent.SaysAsync("next try in");
        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        (await systemd.NextAsync()).ShouldStartWith("STOPPING=1\n");
        systemd.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_manager_that_is_not_there_is_a_line_in_the_log_and_no_more()
    {
        await using var agent = SluiceProcess.Start(Environment("/nonexistent/notify"), "run", "--config", cloud.Cloud.ConfigPath);

        await agent.SaysAsync("The service manager does not hear the agent at /nonexistent/notify");
        await agent.SaysAsync("The ledger is ready");
        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(0, agent.Error);
        Unheard().Count(agent.Error).ShouldBe(1);
    }

    [Fact]
    public async Task It_hears_nothing_of_a_configuration_that_cannot_be_used_but_its_exit_code()
    {
        using var systemd = new ServiceManagerSocket();
        await using var agent = Start(systemd, ("SLUICE__PIPELINE__MAXCONCURRENCY", "1000"));
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(3, "sluice.service does not start it again with this one");
        systemd.HasMore.ShouldBeFalse();
    }

    private static async Task<string> NextButSignsOfLifeAsync(ServiceManagerSocket systemd)
    {
        while (true)
        {
            if (await systemd.NextAsync() is not "WATCHDOG=1" and var message)
            {
                return message;
            }
        }
    }

    private static Dictionary<string, string?> Environment(string socket) => new()
    {
        ["NOTIFY_SOCKET"] = socket,
        ["WATCHDOG_USEC"] = $"{_watchdog.TotalMicroseconds:0}",
        ["SLUICE__MONITORING__LISTEN"] = AnyPort,
        ["SLUICE__CONSOLE__LISTEN"] = AnyPort,
    };

    private SluiceProcess Start(ServiceManagerSocket systemd, params (string Name, string Value)[] variables)
    {
        var environment = Environment(systemd.Address);
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return SluiceProcess.Start(environment, "run", "--config", cloud.Cloud.ConfigPath);
    }

    [GeneratedRegex("does not hear the agent")]
    private static partial Regex Unheard();
}
