using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class AgentPolicyTests(SynthesizedPipelines pipelines)
{
    private const string Required = """
        {
          "Sid": "Receive",
          "Effect": "Allow",
          "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
          "Resource": [
            "arn:aws:sqs:ap-northeast-2:111122223333:prod-fx-load-queue",
            "arn:aws:sqs:ap-northeast-2:111122223333:prod-market-load-queue"
          ]
        },
        {
          "Sid": "Read",
          "Effect": "Allow",
          "Action": "s3:GetObject",
          "Resource": [
            "arn:aws:s3:::data-pipeline-curated-prod/fx/*",
            "arn:aws:s3:::data-pipeline-curated-prod/feeds/market/*"
          ]
        }
        """;

    [Fact]
    public void The_agent_receives_deletes_delays_and_reads_and_may_nothing_else_R14() =>
        Statements(pipelines.Prod).ShouldBeJson($"[{Required}]");

    [Fact]
    public void The_optional_permissions_are_statements_of_their_own_R14()
    {
        var statements = Statements(pipelines.Dev);
        string[] domains = ["market", "customer", "analytics", "product"];
        var queues = domains.Select(domain => Arn($"dev-{domain}-load-queue"));
        var deadLetters = domains.Select(domain => Arn($"dev-{domain}-load-dlq")).ToList();

        statements.Select(statement => (string?)statement!["Sid"]).ShouldBe(["Receive", "Read", "QueueDepth", "SendDeadLetters"]);
        ((string?)statements[2]!["Action"]).ShouldBe("sqs:GetQueueAttributes");
        Resources(statements[2]!).ShouldBe([.. queues, .. deadLetters]);
        ((string?)statements[3]!["Action"]).ShouldBe("sqs:SendMessage");
        Resources(statements[3]!).ShouldBe(deadLetters);
    }

    [Fact]
    public void The_policy_is_attached_to_nobody_yet()
    {
        var properties = pipelines.Dev.Identity.One("AWS::IAM::ManagedPolicy").Value["Properties"]!.AsObject();

        ((string?)properties["ManagedPolicyName"]).ShouldBe("dev-load-agent");
        properties.Select(property => property.Key).ShouldBe(
            ["Description", "ManagedPolicyName", "Path", "PolicyDocument"], ignoreOrder: true);
        pipelines.Dev.Identity.Resources.Count.ShouldBe(1);
    }

    private static JsonArray Statements(SynthesizedPipeline pipeline) =>
        pipeline.Identity.One("AWS::IAM::ManagedPolicy").Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();

    private static IEnumerable<string> Resources(JsonNode statement) =>
        statement["Resource"]!.AsArray().Select(resource => (string)resource!);

    private static string Arn(string queue) => $"arn:aws:sqs:ap-northeast-2:111122223333:{queue}";
}
