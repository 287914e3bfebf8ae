using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Topology;
using Sluice.Watching.Alarms;

namespace Sluice.Infra.Tests;

/// <summary>
/// The agent's alarms and CloudWatch's are made of one definition: what is deployed is what the rules say, and an agent goes by the figures that are deployed. (What CloudWatch is deployed
/// with besides, <see cref="AlarmTests"/> look at.)
/// </summary>
[Trait("Category", "Unit")]
public sealed class OneAlarmDefinitionTests(SynthesizedPipelines pipelines) : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private AlarmMonitor? _monitor;

    public static TheoryData<string, string> Alarms
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (domain, rule) in from domain in DefaultDomains.Create().Keys from rule in AlarmRules.All select (domain, rule.Name))
            {
                data.Add(domain, rule);
            }

            return data;
        }
    }

    public void Dispose() => _monitor?.Dispose();

    [Theory, MemberData(nameof(Alarms))]
    public void What_is_deployed_is_what_the_rule_says(string domain, string ruleName)
    {
        var rule = AlarmRules.All.Single(rule => rule.Name == ruleName);
        var deployed = Deployed(domain, ruleName);

        ((string?)deployed["AlarmName"]).ShouldBe($"dev-{domain}-{rule.Name}");
        ((double)deployed["Threshold"]!).ShouldBe(rule.Threshold);
        PeriodOf(deployed).ShouldBe(rule.Period);
        ((int)deployed["DatapointsToAlarm"]!).ShouldBe(rule.DatapointsToAlarm);
        ((int)deployed["EvaluationPeriods"]!).ShouldBe(rule.EvaluationPeriods);
        ((string?)(deployed["Statistic"] ?? deployed["ExtendedStatistic"])).ShouldBe(rule.Statistic);
        ((string?)deployed["TreatMissingData"]).ShouldBe(rule.MissingData == MissingData.Ignore ? "ignore" : "notBreaching");
    }

    [Theory, MemberData(nameof(Alarms))]
    public void An_agent_raises_it_after_the_deployed_number_of_periods_and_ends_it_as_CloudWatch_would(string domain, string ruleName)
    {
        var deployed = Deployed(domain, ruleName);
        var (datapoints, periods) = ((int)deployed["DatapointsToAlarm"]!, (int)deployed["EvaluationPeriods"]!);
        Start();

        // At the threshold nothing breaches.
        Pass(deployed, domain, ruleName, periods, isAbove: false);
        State(domain, ruleName).ShouldBe(AlarmState.Ok);

        Pass(deployed, domain, ruleName, datapoints - 1, isAbove: true);
        State(domain, ruleName).ShouldBe(AlarmState.Ok, $"{datapoints} periods must breach");

        Pass(deployed, domain, ruleName, 1, isAbove: true);
        State(domain, ruleName).ShouldBe(AlarmState.Alarm);
        _monitor!.Current.Where(alarm => alarm.State == AlarmState.Alarm).ShouldHaveSingleItem("no other domain, and no other alarm");

        Pass(deployed, domain, ruleName, periods - datapoints, isAbove: false);
        State(domain, ruleName).ShouldBe(AlarmState.Alarm, $"{datapoints} of {periods} still breach");

        Pass(deployed, domain, ruleName, 1, isAbove: false);
        State(domain, ruleName).ShouldBe(AlarmState.Ok);
    }

    [Theory, MemberData(nameof(Alarms))]
    public void Without_data_it_ends_or_stays_as_CloudWatch_would_have_it(string domain, string ruleName)
    {
        var deployed = Deployed(domain, ruleName);
        Start();
        Pass(deployed, domain, ruleName, (int)deployed["EvaluationPeriods"]!, isAbove: true);
        State(domain, ruleName).ShouldBe(AlarmState.Alarm);

        for (var hour = 0; hour < 24; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            _monitor!.EvaluateAll();
        }

        State(domain, ruleName).ShouldBe((string?)deployed["TreatMissingData"] == "ignore" ? AlarmState.Alarm : AlarmState.Ok);
    }

    private static TimeSpan PeriodOf(JsonObject deployed) => TimeSpan.FromSeconds((int)deployed["Period"]!);

    private JsonObject Deployed(string domain, string rule) =>
        CloudTemplate.PropertiesOf(pipelines.Dev.Watch.One("AWS::CloudWatch::Alarm", "AlarmName", $"dev-{domain}-{rule}").Value);

    private void Start() => _monitor = new AlarmMonitor(pipelines.Dev.Topology, _time, NullLogger<AlarmMonitor>.Instance);

    private AlarmState State(string domain, string rule) => _monitor!.Current.Single(alarm => alarm.Domain == domain && alarm.Name == rule).State;

    /// <summary>Lets periods pass, in each of which the statistic is the threshold, or a bit more.</summary>
    private void Pass(JsonObject deployed, string domainName, string rule, int periods, bool isAbove)
    {
        var threshold = (double)deployed["Threshold"]!;
        var domain = pipelines.Dev.Topology.FindDomain(domainName)!;
        for (var period = 0; period < periods; period++)
        {
            var value = (int)threshold + (isAbove ? 1 : 0);
            switch (rule)
            {
                case "LoadLatencyHigh":
                    Settle(domain, new LoadOutcome.Loaded(1), TimeSpan.FromSeconds(value));
                    break;
                case "LoadErrorRateHigh":
                    for (var n = 0; n < 100; n++)
                    {
                        Settle(domain, n < value ? new LoadOutcome.RetryLater(Failure.InvalidEvent("because"), TimeSpan.Zero) : new LoadOutcome.Loaded(1), TimeSpan.Zero);
                    }

                    break;
                case "LoadQueueDepthHigh":
                    _monitor!.Measured(domain, new QueueDepth(value, 0));
                    break;
                default:
                    _monitor!.DeadLettersCounted(domain, value);
                    break;
            }

            _time.Advance(PeriodOf(deployed));
            _monitor!.EvaluateAll();
        }
    }

    private void Settle(Domain domain, LoadOutcome outcome, TimeSpan latency)
    {
        var now = _time.GetUtcNow();
        var delivery = new Delivery(domain, "message", "receipt", "", 1, now, now);
        var request = new LoadRequest(delivery, "bucket", "key", domain, "t", "p", null, "c", null, null, null, now - latency);
        _monitor!.Settled(new SettledAttempt(delivery, outcome, default, now) { Request = request });
    }
}
