using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class AlarmTests(SynthesizedPipelines pipelines)
{
    private const string Agent = """[{ "Name": "Environment", "Value": "dev" }, { "Name": "Domain", "Value": "$" }]""";

    public static TheoryData<string> DefaultDomainNames => [.. DefaultDomains.Create().Keys];

    private CloudTemplate Watch => pipelines.Dev.Watch;

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void LoadLatencyHigh_is_P1_above_10_minutes_in_2_of_3_periods_of_5_minutes_R11(string domain) =>
        Check(domain, "LoadLatencyHigh", "P1", "Sluice", "ProcessingLatency", Agent, "ExtendedStatistic", "p99", 600, 300, 2, 3, "notBreaching");

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void LoadErrorRateHigh_is_P0_above_5_percent_in_3_of_3_periods_of_5_minutes_R11(string domain) =>
        Check(domain, "LoadErrorRateHigh", "P0", "Sluice", "ErrorRate", Agent, "Statistic", "Average", 5, 300, 3, 3, "notBreaching");

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void LoadQueueDepthHigh_is_P1_above_100_messages_in_2_of_3_periods_of_5_minutes_R11(string domain) =>
        Check(
            domain, "LoadQueueDepthHigh", "P1", "AWS/SQS", "ApproximateNumberOfMessagesVisible", """[{ "Name": "QueueName", "Value": "dev-$-load-queue" }]""",
            "Statistic", "Average", 100, 300, 2, 3, "ignore");

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void LoadDLQMessages_is_P0_at_any_dead_letter_in_1_of_1_minute_R11(string domain) =>
        Check(
            domain, "LoadDLQMessages", "P0", "AWS/SQS", "ApproximateNumberOfMessagesVisible", """[{ "Name": "QueueName", "Value": "dev-$-load-dlq" }]""",
            "Statistic", "Maximum", 0, 60, 1, 1, "ignore");

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void A_rule_that_gives_up_an_event_is_P0(string domain) =>
        Check(
            domain, "LoadRuleFailedInvocations", "P0", "AWS/Events", "FailedInvocations", """[{ "Name": "RuleName", "Value": "dev-$-object-created" }]""",
            "Statistic", "Sum", 0, 300, 1, 1, "notBreaching");

    [Fact]
    public void An_event_among_the_rules_dead_letters_is_P0() =>
        Check(
            null, "LoadRuleDLQMessages", "P0", "AWS/SQS", "ApproximateNumberOfMessagesVisible", """[{ "Name": "QueueName", "Value": "dev-load-rule-dlq" }]""",
            "Statistic", "Maximum", 0, 60, 1, 1, "ignore");

    [Fact]
    public void There_is_no_other_alarm() => Watch.OfType("AWS::CloudWatch::Alarm").Count().ShouldBe((4 * 5) + 1);

    [Theory]
    [InlineData("P0", "p0")]
    [InlineData("P1", "p1")]
    public void Only_this_environment_s_alarms_publish_and_only_by_TLS_R15(string priority, string name)
    {
        var (id, topic) = Watch.One("AWS::SNS::Topic", "TopicName", $"dev-sluice-{name}");

        ((string?)topic["Properties"]!["DisplayName"]).ShouldBe($"Sluice dev {priority}");
        Watch.OfType("AWS::SNS::TopicPolicy").Where(policy => (string?)policy.Value["Properties"]!["Topics"]![0]!["Ref"] == id).ShouldHaveSingleItem()
            .Value["Properties"]!["PolicyDocument"]!["Statement"].ShouldBeJson($$"""
                [
                  {
                    "Sid": "AlarmsPublish", "Effect": "Allow", "Principal": { "Service": "cloudwatch.amazonaws.com" }, "Action": "sns:Publish",
                    "Resource": { "Ref": "{{id}}" },
                    "Condition": {
                      "StringEquals": { "aws:SourceAccount": "111122223333" },
                      "ArnLike": { "aws:SourceArn": "arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:dev-*" }
                    }
                  },
                  {
                    "Sid": "AllowPublishThroughSSLOnly", "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": { "Ref": "{{id}}" },
                    "Condition": { "Bool": { "aws:SecureTransport": "false" } }
                  }
                ]
                """);
    }

    [Fact]
    public void An_address_hears_of_the_priority_that_it_is_given_for_and_nobody_else_does()
    {
        var watch = pipelines.Hardened("dev").Watch;
        foreach (var (name, email) in new[] { ("p0", "on-call@example.com"), ("p1", "team@example.com") })
        {
            CloudTemplate.PropertiesOf(watch.One("AWS::SNS::Subscription", "Endpoint", email).Value).ShouldBeJson($$"""
                {
                  "Endpoint": "{{email}}", "Protocol": "email",
                  "TopicArn": { "Ref": "{{watch.One("AWS::SNS::Topic", "TopicName", $"dev-sluice-{name}").Key}}" }
                }
                """);
        }

        Watch.OfType("AWS::SNS::Subscription").ShouldBeEmpty();
    }

    [Fact]
    public void The_dashboard_shows_every_metric_of_R10_and_what_SQS_and_EventBridge_count_for_every_domain()
    {
        var dashboard = Watch.One("AWS::CloudWatch::Dashboard", "DashboardName", "dev-sluice").Value["Properties"]!;
        var lines = JsonNode.Parse((string)dashboard["DashboardBody"]!)!["widgets"]!.AsArray()
            .SelectMany(widget => widget!["properties"]!["metrics"]!.AsArray())
            .Select(line => string.Join(' ', line!.AsArray().SkipLast(1).Select(part => (string)part!))).ToList();

        var expected = DefaultDomains.Create().Keys.SelectMany(domain => (string[])
        [
            .. ((string[])["ProcessingLatency", "SuccessRate", "ErrorRate", "QueueDepth", "DLQCount"])
                .Select(metric => $"Sluice {metric} Environment dev Domain {domain}"),
            $"AWS/SQS ApproximateNumberOfMessagesVisible QueueName dev-{domain}-load-queue",
            $"AWS/SQS ApproximateAgeOfOldestMessage QueueName dev-{domain}-load-queue",
            $"AWS/SQS ApproximateNumberOfMessagesVisible QueueName dev-{domain}-load-dlq",
            $"AWS/Events Invocations RuleName dev-{domain}-object-created",
            $"AWS/Events FailedInvocations RuleName dev-{domain}-object-created",
        ]);
        lines.ShouldBe([.. expected, "AWS/SQS ApproximateNumberOfMessagesVisible QueueName dev-load-rule-dlq"], ignoreOrder: true);
    }

    private void Check(
        string? domain, string rule, string priority, string @namespace, string metric, string dimensions, string statisticKind, string statistic,
        int threshold, int period, int datapoints, int periods, string missing)
    {
        var name = domain is null ? $"dev-{rule}" : $"dev-{domain}-{rule}";
        var alarm = CloudTemplate.PropertiesOf(Watch.One("AWS::CloudWatch::Alarm", "AlarmName", name).Value);
        var topic = $$"""[{ "Ref": "{{Watch.One("AWS::SNS::Topic", "TopicName", $"dev-sluice-{priority.ToLowerInvariant()}").Key}}" }]""";

        ((string?)alarm["AlarmDescription"]).ShouldStartWith($"{priority}: ");
        alarm.Remove("AlarmDescription");
        alarm.ShouldBeJson($$"""
            {
              "AlarmName": "{{name}}", "AlarmActions": {{topic}}, "OKActions": {{topic}},
              "Namespace": "{{@namespace}}", "MetricName": "{{metric}}", "Dimensions": {{dimensions.Replace("$", domain, StringComparison.Ordinal)}},
              "{{statisticKind}}": "{{statistic}}", "ComparisonOperator": "GreaterThanThreshold", "Threshold": {{threshold}},
              "Period": {{period}}, "DatapointsToAlarm": {{datapoints}}, "EvaluationPeriods": {{periods}}, "TreatMissingData": "{{missing}}"
            }
            """);
    }
}
