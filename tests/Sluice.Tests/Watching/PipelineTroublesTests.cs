using Sluice.Topology;
using Sluice.Watching;
using Sluice.Watching.Alarms;

namespace Sluice.Tests.Watching;

/// <summary>What makes the pipeline one that somebody should look at.</summary>
[Trait("Category", "Unit")]
public sealed class PipelineTroublesTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_healthy_pipeline_has_none() => PipelineTroubles.Of(Status([Agent()], Alarm(AlarmState.Ok), Alarm(AlarmState.InsufficientData))).ShouldBeEmpty();

    [Fact]
    public void An_unknown_depth_is_none() => PipelineTroubles.Of(new PipelineStatus(_now, [new DomainStatus { Domain = Some.Domain() }], [Agent()])).ShouldBeEmpty();

    [Fact]
    public void No_living_agent_is_one() =>
        PipelineTroubles.Of(Status([Agent() with { IsAlive = false }])).ShouldHaveSingleItem().ShouldStartWith("No agent is alive");

    [Fact]
    public void A_sink_that_an_agent_waits_for_is_one()
    {
        var waiting = Agent() with { Report = new AgentReport { OpenSinks = new Dictionary<string, string> { ["S3"] = "E004: no answer." } } };

        PipelineTroubles.Of(Status([waiting])).ShouldBe(["host:1 waits for S3: E004: no answer."]);
        PipelineTroubles.Of(Status([waiting with { IsAlive = false }, Agent()])).ShouldBeEmpty("it is gone");
    }

    [Fact]
    public void An_alarm_that_is_on_is_one() =>
        PipelineTroubles.Of(Status([Agent()], Alarm(AlarmState.Alarm))).ShouldBe(["LoadDLQMessages (P0) is on in market since 2026-03-04 12:00:00 UTC."]);

    [Fact]
    public void Dead_letters_are_one() => PipelineTroubles.Of(new PipelineStatus(_now, [new DomainStatus { Domain = Some.Domain(), DeadLetters = 2 }], [Agent()]))
        .ShouldBe(["2 messages are in the dead-letter queue of market: 'sluice dlq list --domain market'."]);

    [Fact]
    public void Of_several_agents_the_worst_counts_and_of_those_that_agree_the_first()
    {
        var worst = PipelineWatch.WorstOf(
        [
            Alarm(AlarmState.Ok), Alarm(AlarmState.Alarm) with { Since = _now.AddMinutes(2) }, Alarm(AlarmState.Alarm) with { Since = _now.AddMinutes(1) },
            Alarm(AlarmState.InsufficientData) with { Name = "LoadLatencyHigh", Priority = AlarmPriority.P1 },
        ]);

        worst.Select(alarm => (alarm.Name, alarm.State, alarm.Since)).ShouldBe(
            [("LoadDLQMessages", AlarmState.Alarm, _now.AddMinutes(1)), ("LoadLatencyHigh", AlarmState.InsufficientData, _now)]);
    }

    private static AlarmStatus Alarm(AlarmState state) => new("LoadDLQMessages", "market", AlarmPriority.P0, state, _now, 1, 0);

    private static AgentStatus Agent() => new() { Name = "host:1", Version = "1", StartedAt = _now.UtcDateTime, LastSeen = _now.UtcDateTime, IsAlive = true };

    private static PipelineStatus Status(IReadOnlyList<AgentStatus> agents, params AlarmStatus[] alarms) =>
        new(_now, [new DomainStatus { Domain = Some.Domain(), Alarms = alarms, DeadLetters = 0 }], agents);
}
