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
        pipelines.Dev.Identity.One("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "dev-load-agent").Value["Properties"]!.AsObject()
            .Select(property => property.Key).ShouldBe(["Description", "ManagedPolicyName", "Path", "PolicyDocument"], ignoreOrder: true);
        pipelines.Dev.Identity.Resources.Values.ShouldAllBe(resource => (string?)resource["Type"] == "AWS::IAM::ManagedPolicy");
    }

    [Theory]
    [InlineData("market", "market/")]
    [InlineData("customer", "customer/")]
    [InlineData("product", "product/")]
    [InlineData("analytics", "analytics/")]
    public void A_policy_per_domain_reaches_nothing_of_another_domain(string domain, string prefix)
    {
        var identity = pipelines.Hardened("dev").Identity;
        foreach (var policy in (string[])[$"dev-load-agent-{domain}", $"dev-load-operator-{domain}"])
        {
            // The key is everybody's, and so is the queue of what no rule could deliver
            identity.Policy(policy).Where(statement => (string)statement!["Sid"]! is not ("MessageKey" or "ObjectKey" or "Undelivered"))
                .SelectMany(statement => Values(statement!["Resource"]!))
                .ShouldAllBe(resource => resource.EndsWith($":dev-{domain}-load-queue", StringComparison.Ordinal)
                    || resource.EndsWith($":dev-{domain}-load-dlq", StringComparison.Ordinal)
                    || resource == $"arn:aws:s3:::curated-dev/{prefix}*"
                    || resource == "arn:aws:s3:::curated-dev");
        }

        identity.Policy($"dev-load-agent-{domain}").Select(statement => (string?)statement!["Sid"]).ShouldBe(
            ["Receive", "Read", "QueueDepth", "SendDeadLetters", "MessageKey", "ObjectKey"]);
        identity.OfType("AWS::IAM::ManagedPolicy").Count().ShouldBe(8);
    }

    private static JsonArray Statements(SynthesizedPipeline pipeline) =>
        pipeline.Identity.Policy($"{pipeline.Topology.Environment}-load-agent");

    private static IEnumerable<string> Values(JsonNode oneOrMore) =>
        oneOrMore is JsonArray several ? several.Select(value => (string)value!) : [(string)oneOrMore!];

    private static IEnumerable<string> Resources(JsonNode statement) =>
        statement["Resource"]!.AsArray().Select(resource => (string)resource!);

    private static string Arn(string queue) => $"arn:aws:sqs:ap-northeast-2:111122223333:{queue}";
}
