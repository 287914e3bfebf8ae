using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry;
using Sluice.Topology;
using Sluice.Watching.Alarms;

namespace Sluice.Tests.Watching.Alarms;

/// <summary>What goes into the alarms, and what they tell. That each goes on and off by its rule is tested beside the template, of which the rules are made as well.</summary>
[Trait("Category", "Unit")]
public sealed class AlarmMonitorTests : IDisposable
{
    private static readonly Failure _failure = Failure.InvalidEvent("because");

    private readonly WatchedTime _time = new();
    private readonly LogLines _log = new();
    private readonly AlarmMonitor _monitor;

    public AlarmMonitorTests() => _monitor = new AlarmMonitor(Some.Topology(), _time, _log);

    public void Dispose() => _monitor.Dispose();

    [Fact]
    public void Every_domain_has_the_four_and_nothing_is_known_at_first()
    {
        _monitor.Current.Select(alarm => (alarm.Domain, alarm.Name)).ShouldBe(
            from domain in Some.Topology().Domains from rule in AlarmRules.All select (domain.Name, rule.Name));
        _monitor.Current.ShouldAllBe(alarm => alarm.State == AlarmState.InsufficientData && alarm.Value == null);
    }

    [Fact]
    public async Task By_itself_it_evaluates_at_the_end_of_each_period_and_tells_whoever_listens()
    {
        var told = new List<AlarmStatus>();
        _monitor.Changed += told.Add;
        await _monitor.StartAsync(TestContext.Current.CancellationToken);
        for (var minute = 0; minute < 10; minute++)
        {
            _monitor.Measured(Some.Domain(), new QueueDepth(101, 0));
            (await _time.PassAsync()).ShouldBe(TimeSpan.FromMinutes(1));
        }

        // It waits again once it has evaluated.
        await _time.PassAsync();
        told.ShouldContain(alarm => alarm.Name == "LoadQueueDepthHigh" && alarm.Domain == "market" && alarm.State == AlarmState.Alarm && alarm.Value == 101);
        told.ShouldNotContain(alarm => alarm.Domain != "market" && alarm.State == AlarmState.Alarm);
        await _monitor.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_period_that_ends_before_it_waits_for_its_end_is_evaluated_at_once()
    {
        _time.Advance(TimeSpan.FromMinutes(10));

        await _monitor.StartAsync(TestContext.Current.CancellationToken);

        (await _time.PassAsync()).ShouldBe(TimeSpan.FromMinutes(1));
        State(AlarmRules.LoadErrorRateHigh).ShouldBe(AlarmState.Ok);
        await _monitor.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_dead_letter_is_told_at_once_and_once_and_so_is_its_end()
    {
        for (var minute = 0; minute < 3; minute++)
        {
            Depth(deadLetters: 2);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Depth(deadLetters: 0);
        _time.Advance(TimeSpan.FromMinutes(1));
        Depth(deadLetters: 0);

        _log.Lines.ShouldBe(
            [
                (LogLevel.Error, LogEvents.AlarmOn, "Alarm LoadDLQMessages of market (P0) is on: DLQCount is 2, above 0 in 1 of 1 periods of 1 min"),
                (LogLevel.Information, LogEvents.AlarmOver, "Alarm LoadDLQMessages of market (P0) is over after 00:04:00"),
            ]);
    }

    [Fact]
    public void Alarms_of_the_second_priority_are_warnings_and_healthy_figures_are_not_worth_a_line()
    {
        for (var minute = 0; minute <= 10; minute++)
        {
            Depth(waiting: 500);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        _log.Lines.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);
    }

    [Fact]
    public void A_depth_that_nobody_knows_changes_nothing()
    {
        Depth(deadLetters: 1);
        for (var minute = 0; minute < 600; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            _monitor.Measured(Some.Domain(), null);
        }

        Depth(deadLetters: 1);
        State(AlarmRules.LoadDlqMessages).ShouldBe(AlarmState.Alarm);
        _log.Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public void Retries_and_dead_letters_are_failures_and_what_was_not_tried_counts_for_nothing()
    {
        var failed = (LoadOutcome[])[new LoadOutcome.RetryLater(_failure, TimeSpan.Zero), new LoadOutcome.DeadLetter(_failure, TimeSpan.Zero)];
        var succeeded = (LoadOutcome[])[new LoadOutcome.Loaded(1), new LoadOutcome.AlreadyLoaded(), new LoadOutcome.Superseded(), new LoadOutcome.Skipped()];
        var neither = (LoadOutcome[])[new LoadOutcome.Released(), new LoadOutcome.Held(_failure)];

        foreach (var outcome in (LoadOutcome[])[.. neither, .. failed, .. succeeded])
        {
            Settle(outcome);
        }

        Value(AlarmRules.LoadErrorRateHigh).ShouldBe(100.0 * failed.Length / (failed.Length + succeeded.Length));
    }

    [Fact]
    public void The_latency_is_that_of_loaded_objects_from_their_creation_or_else_from_the_queue()
    {
        Settle(new LoadOutcome.AlreadyLoaded(), latency: TimeSpan.FromHours(1));
        Value(AlarmRules.LoadLatencyHigh).ShouldBeNull();

        Settle(new LoadOutcome.Loaded(1), latency: TimeSpan.FromSeconds(7));
        Value(AlarmRules.LoadLatencyHigh).ShouldBe(7);

        Settle(new LoadOutcome.Loaded(1), sentAt: _time.GetUtcNow() - TimeSpan.FromSeconds(30));
        Value(AlarmRules.LoadLatencyHigh).ShouldBe(30);

        Settle(new LoadOutcome.Loaded(1));
        Value(AlarmRules.LoadLatencyHigh).ShouldBe(30, "nobody knows how old it is");
    }

    [Fact]
    public void After_a_long_sleep_it_goes_on_from_now()
    {
        for (var minute = 0; minute < 15; minute++)
        {
            Settle(new LoadOutcome.RetryLater(_failure, TimeSpan.Zero));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Settle(new LoadOutcome.Loaded(1));
        State(AlarmRules.LoadErrorRateHigh).ShouldBe(AlarmState.Alarm);

        _time.Advance(TimeSpan.FromDays(400));
        Settle(new LoadOutcome.RetryLater(_failure, TimeSpan.Zero));
        State(AlarmRules.LoadErrorRateHigh).ShouldBe(AlarmState.Ok);
        _time.Advance(TimeSpan.FromMinutes(5));
        Settle(new LoadOutcome.Loaded(1));
        State(AlarmRules.LoadErrorRateHigh).ShouldBe(AlarmState.Ok, "one period of three");
    }

    private void Depth(int waiting = 0, int deadLetters = 0)
    {
        _monitor.Measured(Some.Domain(), new QueueDepth(waiting, 0));
        _monitor.DeadLettersCounted(Some.Domain(), deadLetters);
    }

    private void Settle(LoadOutcome outcome, TimeSpan? latency = null, DateTimeOffset? sentAt = null)
    {
        var delivery = Some.Delivery("") with { SentAt = sentAt };
        var request = new LoadRequest(
            delivery, Some.Bucket, "market/t/p/a.parquet", Some.Domain(), "t", "p", null, "c-1", null, null, null, latency is { } ago ? _time.GetUtcNow() - ago : null);
        _monitor.Settled(new SettledAttempt(delivery, outcome, default, _time.GetUtcNow()) { Request = request });
    }

    private AlarmState State(AlarmRule rule) => Status(rule).State;

    private double? Value(AlarmRule rule) => Status(rule).Value;

    private AlarmStatus Status(AlarmRule rule) => _monitor.Current.Single(alarm => alarm.Name == rule.Name && alarm.Domain == "market");

    private sealed class LogLines : ILogger<AlarmMonitor>
    {
        public List<(LogLevel Level, int EventId, string Text)> Lines { get; } = [];

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, eventId.Id, formatter(state, exception)));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
