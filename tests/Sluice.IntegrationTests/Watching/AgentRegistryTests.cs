using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Ledger;
using Sluice.Sinks;
using Sluice.Topology;
using Sluice.Watching;
using Sluice.Watching.Alarms;

namespace Sluice.IntegrationTests.Watching;

/// <summary>What an agent says of itself in the ledger.</summary>
[Trait("Category", "Integration")]
[Collection<WatchedTests>]
public sealed class AgentRegistryTests(WatchedCloud fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_is_there_from_its_start_and_gone_from_its_stop()
    {
        var name = AgentFixture.NewName("agent");
        await using var services = Agent(name);
        var registry = services.GetRequiredService<AgentRegistry>();
        await registry.StartAsync(Stop);
        await registry.ReportAsync(Stop);

        var alive = await FindAsync(services, name);
        (alive.IsAlive, alive.Report.Concurrency, alive.Report.OpenSinks.Count).ShouldBe((true, 5, 0));
        alive.Report.MemoryBytes.ShouldBeGreaterThan(1_000_000);
        alive.Version.ShouldNotBeEmpty();
        alive.StartedAt.ShouldBeInRange(alive.LastSeen.AddMinutes(-1), alive.LastSeen.AddSeconds(1));

        await registry.StopAsync(Stop);
        var ended = await FindAsync(services, name);
        (ended.IsAlive, ended.Report.HasEnded).ShouldBe((false, true));
    }

    [Fact]
    public async Task It_reports_the_sinks_that_it_waits_for_and_its_alarms()
    {
        var name = AgentFixture.NewName("agent");
        await using var services = Agent(name, registered: more => more.AddSingleton<IAlarmSource>(new OneAlarm()));
        services.GetRequiredService<SinkWatch>().Report(new Failure(ErrorKind.Throttled, "too much") { Sink = Sink.S3 });

        await services.GetRequiredService<AgentRegistry>().ReportAsync(Stop);

        var report = (await FindAsync(services, name)).Report;
        report.OpenSinks["S3"].ShouldBe($"{new Failure(ErrorKind.Throttled, "too much").Label}: too much");
        report.Alarms.ShouldContain(new OneAlarm().Current[0]);
    }

    [Fact]
    public async Task An_alarm_that_changes_is_reported_at_once_and_whoever_looks_is_told()
    {
        var name = AgentFixture.NewName("agent");
        var alarm = new OneAlarm { State = AlarmState.Ok };
        await using var services = Agent(name, registered: more => more.AddSingleton<IAlarmSource>(alarm));
        var told = new TaskCompletionSource();
        using var subscription = services.GetRequiredService<LedgerNews>().Subscribe(_ => told.TrySetResult());
        var registry = services.GetRequiredService<AgentRegistry>();
        await registry.StartAsync(Stop);

        await alarm.GoOnAsync();

        await told.Task.WaitAsync(Stop);
        (await FindAsync(services, name)).Report.Alarms.ShouldContain(alarm.Current[0]);
        await registry.StopAsync(Stop);
    }

    [Fact]
    public async Task Who_was_not_heard_of_for_a_minute_is_not_alive()
    {
        var name = AgentFixture.NewName("agent");
        await fixture.Bench.DoAsync($"INSERT INTO sluice.agents (agent, started_at, at, version, report) VALUES ('{name}', now64(3) - 600, now64(3) - 61, '1.0.0', '{{}}')");
        await using var services = fixture.Services();

        var silent = await FindAsync(services, name);

        (silent.IsAlive, silent.Report.HasEnded).ShouldBe((false, false));
    }

    [Fact]
    public async Task A_ledger_that_does_not_take_it_is_warned_of_once_and_stops_nobody()
    {
        await using var services = Agent("agent", settings => settings with { ClickHouse = settings.ClickHouse with { Endpoint = new Uri("http://127.0.0.1:1") } });
        var registry = services.GetRequiredService<AgentRegistry>();

        await registry.ReportAsync(Stop);
        await registry.ReportAsync(Stop);

        services.GetRequiredService<LogBook>().Entries.ShouldHaveSingleItem().EventId.ShouldBe(408);
    }

    private static async Task<AgentStatus> FindAsync(IServiceProvider services, string name) =>
        (await services.GetRequiredService<AgentDirectory>().ListAsync(Stop)).Where(agent => agent.Name == name).ShouldHaveSingleItem();

    /// <summary>An agent's services of which nothing runs.</summary>
    private ServiceProvider Agent(string name, Func<SluiceSettings, SluiceSettings>? change = null, Action<IServiceCollection>? registered = null)
    {
        var settings = ConfigurationLoader.Load(fixture.Cloud.ConfigPath);
        var services = new ServiceCollection().AddSingleton<LogBook>().AddLogging().AddSluice(change?.Invoke(settings) ?? settings).AddSingleton(new AgentIdentity(name));
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogBook>());
        registered?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class OneAlarm : IAlarmSource
    {
        private readonly TaskCompletionSource _heard = new();
        private Action<AlarmStatus>? _changed;

        public event Action<AlarmStatus>? Changed
        {
            add
            {
                _changed += value;
                _heard.TrySetResult();
            }

            remove => _changed -= value;
        }

        public AlarmState State { get; set; } = AlarmState.Alarm;

        public IReadOnlyList<AlarmStatus> Current =>
            [new("LoadDLQMessages", "market", AlarmPriority.P0, State, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 3, 0)];

        public async Task GoOnAsync()
        {
            await _heard.Task.WaitAsync(Stop);
            State = AlarmState.Alarm;
            _changed?.Invoke(Current[0]);
        }
    }
}
