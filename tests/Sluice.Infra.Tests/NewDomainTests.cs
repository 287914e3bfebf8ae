namespace Sluice.Infra.Tests;

/// <summary>A domain is added in <c>sluice.json</c> and nowhere else.</summary>
[Trait("Category", "Unit")]
public sealed class NewDomainTests(SynthesizedPipelines pipelines)
{
    [Fact]
    public void It_gets_queues_a_rule_permissions_alarms_and_lines_on_the_dashboard()
    {
        var (ingest, identity, watch) = (pipelines.FifthDomain.Ingest, pipelines.FifthDomain.Identity, pipelines.FifthDomain.Watch);

        ingest.Queue("dev-fx-load-queue").Value["Properties"]!["RedrivePolicy"]!["deadLetterTargetArn"]!["Fn::GetAtt"]![0]!.GetValue<string>()
            .ShouldBe(ingest.Queue("dev-fx-load-dlq").Key);
        ingest.Rule("dev-fx-object-created")["EventPattern"]!["detail"]!["object"]!["key"].ShouldBeJson("""[{ "wildcard": "fx/*.parquet" }]""");
        ingest.QueuePolicy(ingest.Queue("dev-load-rule-dlq").Key).ToJsonString().ShouldContain("rule/dev-fx-object-created");
        foreach (var statement in identity.Policy("dev-load-agent").Concat(identity.Policy("dev-load-operator")).Where(statement => (string?)statement!["Sid"] != "Undelivered"))
        {
            statement!.ToJsonString().ShouldContain("fx");
        }

        watch.OfType("AWS::CloudWatch::Alarm").Select(alarm => (string?)alarm.Value["Properties"]!["AlarmName"])
            .Where(name => name!.StartsWith("dev-fx-", StringComparison.Ordinal)).ShouldBe(
                [
                    "dev-fx-LoadLatencyHigh", "dev-fx-LoadErrorRateHigh", "dev-fx-LoadQueueDepthHigh", "dev-fx-LoadDLQMessages",
                    "dev-fx-LoadRuleFailedInvocations",
                ],
                ignoreOrder: true);
        watch.One("AWS::CloudWatch::Dashboard").Value.ToJsonString().ShouldContain("dev-fx-load-queue");
    }

    [Fact]
    public void What_was_there_keeps_its_logical_id_so_that_CloudFormation_replaces_nothing()
    {
        foreach (var (stack, before) in pipelines.Dev.Stacks)
        {
            var after = pipelines.FifthDomain.Stacks[stack];
            foreach (var (id, resource) in before.Resources)
            {
                after.Resources.Keys.ShouldContain(id);
                foreach (var name in EnvironmentTests.NameProperties)
                {
                    ((string?)after.Resources[id]["Properties"]![name]).ShouldBe((string?)resource["Properties"]![name], $"{stack}: {id}");
                }
            }
        }
    }
}
