using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class QueueTests(SynthesizedPipelines pipelines)
{
    public static TheoryData<string> DefaultDomainNames => [.. DefaultDomains.Create().Keys];

    [Fact]
    public void There_are_a_queue_and_a_dead_letter_queue_per_domain_and_one_for_the_rules() =>
        pipelines.Dev.Ingest.OfType("AWS::SQS::Queue").Select(queue => (string?)queue.Value["Properties"]!["QueueName"]).ShouldBe(
            [
                "dev-load-rule-dlq",
                "dev-market-load-queue", "dev-market-load-dlq",
                "dev-customer-load-queue", "dev-customer-load-dlq",
                "dev-product-load-queue", "dev-product-load-dlq",
                "dev-analytics-load-queue", "dev-analytics-load-dlq",
            ],
            ignoreOrder: true);

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void A_message_is_hidden_1800_s_and_moves_to_the_domain_s_dead_letters_after_3_receives_R4_R12(string domain)
    {
        var ingest = pipelines.Dev.Ingest;
        var deadLetters = ingest.Queue($"dev-{domain}-load-dlq").Key;

        CloudTemplate.PropertiesOf(ingest.Queue($"dev-{domain}-load-queue").Value).ShouldBeJson($$"""
            {
              "QueueName": "dev-{{domain}}-load-queue",
              "VisibilityTimeout": 1800,
              "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["{{deadLetters}}", "Arn"] }, "maxReceiveCount": 3 },
              "MessageRetentionPeriod": 1209600,
              "SqsManagedSseEnabled": true
            }
            """);
    }

    [Fact]
    public void Visibility_and_receives_are_those_of_the_configuration()
    {
        var queue = pipelines.Prod.Ingest.Queue("prod-fx-load-queue").Value["Properties"]!;

        ((int?)queue["VisibilityTimeout"]).ShouldBe(3600);
        ((int?)queue["RedrivePolicy"]!["maxReceiveCount"]).ShouldBe(5);
    }

    [Fact]
    public void Every_dead_letter_is_kept_14_days()
    {
        var deadLetterQueues = pipelines.Dev.Ingest.OfType("AWS::SQS::Queue").Select(queue => queue.Value["Properties"]!)
            .Where(queue => ((string?)queue["QueueName"])!.EndsWith("-dlq", StringComparison.Ordinal)).ToList();

        deadLetterQueues.Count.ShouldBe(5);
        deadLetterQueues.ShouldAllBe(queue => (int?)queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60);
    }

    [Fact]
    public void A_queue_outlives_its_domain_and_its_stack_but_not_a_creation_that_failed()
    {
        foreach (var (id, queue) in pipelines.Dev.Ingest.OfType("AWS::SQS::Queue"))
        {
            ((string?)queue["DeletionPolicy"]).ShouldBe("RetainExceptOnCreate", id);
            ((string?)queue["UpdateReplacePolicy"]).ShouldBe("Retain", id);
        }
    }

    [Fact]
    public void Every_queue_is_encrypted_and_denies_plain_text_R15()
    {
        var ingest = pipelines.Dev.Ingest;
        foreach (var (id, queue) in ingest.OfType("AWS::SQS::Queue"))
        {
            ((bool?)queue["Properties"]!["SqsManagedSseEnabled"]).ShouldBe(true, id);
            ingest.QueuePolicy(id).Where(statement => (string?)statement!["Effect"] == "Deny").ShouldHaveSingleItem().ShouldBeJson($$"""
                {
                  "Effect": "Deny",
                  "Principal": { "AWS": "*" },
                  "Action": "sqs:*",
                  "Resource": { "Fn::GetAtt": ["{{id}}", "Arn"] },
                  "Condition": { "Bool": { "aws:SecureTransport": "false" } }
                }
                """);
        }
    }

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void Only_the_domain_s_own_rule_may_send_to_its_queue_R14(string domain)
    {
        var queue = pipelines.Dev.Ingest.Queue($"dev-{domain}-load-queue").Key;

        Allowed(queue).ShouldHaveSingleItem().ShouldBeJson(RulesSend(queue, domain));
    }

    [Fact]
    public void Only_the_rules_may_send_to_their_dead_letter_queue()
    {
        var queue = pipelines.Dev.Ingest.Queue("dev-load-rule-dlq").Key;

        Allowed(queue).ShouldHaveSingleItem().ShouldBeJson(RulesSend(queue, "market", "customer", "analytics", "product"));
    }

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void Nobody_may_send_to_a_domain_s_dead_letters_by_the_queue_s_policy(string domain) =>
        Allowed(pipelines.Dev.Ingest.Queue($"dev-{domain}-load-dlq").Key).ShouldBeEmpty();

    private IEnumerable<JsonNode?> Allowed(string queue) =>
        pipelines.Dev.Ingest.QueuePolicy(queue).Where(statement => (string?)statement!["Effect"] != "Deny");

    private static string RulesSend(string queue, params string[] domains)
    {
        var rules = domains.Select(domain => $"\"arn:aws:events:ap-northeast-2:111122223333:rule/dev-{domain}-object-created\"");
        return $$"""
            {
              "Sid": "RulesSend",
              "Effect": "Allow",
              "Principal": { "Service": "events.amazonaws.com" },
              "Action": "sqs:SendMessage",
              "Resource": { "Fn::GetAtt": ["{{queue}}", "Arn"] },
              "Condition": { "ArnEquals": { "aws:SourceArn": [{{string.Join(", ", rules)}}] } }
            }
            """;
    }
}
