using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Admitting;
using Sluice.ConsoleTests.Browser;
using Sluice.Failures;
using Sluice.IntegrationTests;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Topology;
using Sluice.Watching.Alarms;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

/// <summary>The alarms on the page, with a clock that the test drives. That they are CloudWatch's is tested beside the template.</summary>
[Trait("Category", "Integration")]
public sealed class AlarmTests(LocalCloudFixture cloud, ChromiumFixture chromium) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private AlarmMonitor? _monitor;
    private ConsoleAgent? _agent;

    public async ValueTask InitializeAsync()
    {
        // Of a domain that nobody uses: what SQS says of its queues is 0, and is not what the test says.
        var settings = DoorFixture.Apart(Configuration.ConfigurationLoader.Load(cloud.Cloud.ConfigPath));
        Domain = settings.Topology.Domains.Single();
        _monitor = new AlarmMonitor(settings.Topology, _time, NullLogger<AlarmMonitor>.Instance);
        _agent = await ConsoleAgent.StartAsync(
            cloud.Cloud, configure: DoorFixture.Apart, register: Register);
    }

    // With a name of its own: agents of one process would write over each other's report.
    private void Register(IServiceCollection services) =>
        services.AddSingleton<IAlarmSource>(_monitor!).AddSingleton(new AgentIdentity(ConsoleFixture.NewName("agent")));

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        _monitor?.Dispose();
    }

    private Domain Domain { get; set; } = null!;

    [Theory]
    [InlineData("LoadLatencyHigh")]
    [InlineData("LoadErrorRateHigh")]
    [InlineData("LoadQueueDepthHigh")]
    [InlineData("LoadDLQMessages")]
    public async Task An_alarm_goes_on_and_off_on_the_page_by_its_rule(string name)
    {
        var rule = AlarmRules.All.Single(rule => rule.Name == name);
        await using var open = await chromium.OpenAsync(_agent!.Url);
        var line = open.Page.Locator($"[data-domain={Domain.Name}] .alarms li").Filter(new() { HasText = name });
        await Expect(line).ToBeVisibleAsync();

        Pass(rule, rule.EvaluationPeriods, isAbove: false);
        Pass(rule, rule.DatapointsToAlarm, isAbove: true);
        await Expect(line).ToHaveClassAsync("on");
        await Expect(line).ToContainTextAsync("alarm", new() { IgnoreCase = true });
        await Expect(open.Page.Locator($"[data-domain={Domain.Name}] .alarms li.on")).ToHaveCountAsync(1);

        Pass(rule, rule.EvaluationPeriods, isAbove: false);
        await Expect(line).Not.ToHaveClassAsync("on");
        open.Complaints.ShouldBeEmpty();
    }

    /// <summary>Lets periods pass, in each of which the statistic is the threshold, or a bit more.</summary>
    private void Pass(AlarmRule rule, int periods, bool isAbove)
    {
        for (var period = 0; period < periods; period++)
        {
            Measure(rule, (int)rule.Threshold + (isAbove ? 1 : 0));
            _time.Advance(rule.Period);
            _monitor!.EvaluateAll();
        }
    }

    private void Measure(AlarmRule rule, int value)
    {
        switch (rule.Metric)
        {
            case PipelineMetrics.ProcessingLatency:
                Settle(new LoadOutcome.Loaded(1), TimeSpan.FromSeconds(value));
                break;
            case PipelineMetrics.ErrorRate:
                for (var attempt = 0; attempt < 100; attempt++)
                {
                    Settle(attempt < value ? new LoadOutcome.RetryLater(Failure.InvalidEvent("because"), TimeSpan.Zero) : new LoadOutcome.Loaded(1), TimeSpan.Zero);
                }

                break;
            case PipelineMetrics.QueueDepth:
                _monitor!.Measured(Domain, new QueueDepth(value, 0));
                break;
            default:
                _monitor!.DeadLettersCounted(Domain, value);
                break;
        }
    }

    private void Settle(LoadOutcome outcome, TimeSpan latency)
    {
        var now = _time.GetUtcNow();
        var delivery = new Delivery(Domain, "message", "receipt", "", 1, now, now);
        var request = new LoadRequest(delivery, "bucket", "key", Domain, "t", "p", null, "c", null, null, null, now - latency);
        _monitor!.Settled(new SettledAttempt(delivery, outcome, default, now) { Request = request });
    }
}
