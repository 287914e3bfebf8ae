using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sluice.Topology;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class RuleTests(SynthesizedPipelines pipelines)
{
    public static TheoryData<string> DefaultDomainNames => [.. DefaultDomains.Create().Keys];

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void A_rule_matches_the_domain_s_parquet_objects_above_1024_bytes_and_nothing_else_R6(string domain) =>
        pipelines.Dev.Ingest.Rule($"dev-{domain}-object-created")["EventPattern"].ShouldBeJson($$"""
            {
              "source": ["aws.s3"],
              "detail-type": ["Object Created"],
              "detail": {
                "bucket": { "name": ["data-pipeline-curated-dev"] },
                "object": {
                  "key": [{ "wildcard": "{{domain}}/*.parquet" }],
                  "size": [{ "numeric": [">", 1024] }]
                }
              }
            }
            """);

    [Fact]
    public void The_pattern_takes_bucket_and_prefix_of_the_configuration()
    {
        var detail = pipelines.Prod.Ingest.Rule("prod-market-object-created")["EventPattern"]!["detail"]!;

        detail["bucket"].ShouldBeJson("""{ "name": ["data-pipeline-curated-prod"] }""");
        detail["object"]!["key"].ShouldBeJson("""[{ "wildcard": "feeds/market/*.parquet" }]""");
    }

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void The_transformer_takes_what_the_event_has_and_states_the_domain_R7(string domain)
    {
        var transformer = Target(domain)["InputTransformer"]!.AsObject();

        transformer.Count.ShouldBe(2);
        transformer["InputPathsMap"].ShouldBeJson("""
            {
              "bucket": "$.detail.bucket.name",
              "key": "$.detail.object.key",
              "file_size": "$.detail.object.size",
              "correlation_id": "$.id",
              "etag": "$.detail.object.etag",
              "version_id": "$.detail.object.version-id",
              "sequencer": "$.detail.object.sequencer",
              "event_time": "$.time"
            }
            """);
        ((string?)transformer["InputTemplate"]).ShouldBe(
            "{\"domain\": \"" + domain + "\", \"bucket\": <bucket>, \"key\": <key>, \"file_size\": <file_size>, "
            + "\"correlation_id\": <correlation_id>, \"etag\": <etag>, \"version_id\": <version_id>, "
            + "\"sequencer\": <sequencer>, \"event_time\": <event_time>}");
    }

    [Fact]
    public void The_template_filled_in_is_a_message_with_the_contract_s_field_names_R7()
    {
        var template = (string)Target("market")["InputTransformer"]!["InputTemplate"]!;

        var message = JsonNode.Parse(Regex.Replace(template, "<([a-z_]+)>", "\"the $1\""))!.AsObject();

        message.ToDictionary(field => field.Key, field => (string)field.Value!).ShouldBe(new Dictionary<string, string>
        {
            [MessageFields.Bucket] = "the bucket",
            [MessageFields.Key] = "the key",
            [MessageFields.Domain] = "market",
            [MessageFields.FileSize] = "the file_size",
            [MessageFields.CorrelationId] = "the correlation_id",
            [MessageFields.ETag] = "the etag",
            [MessageFields.VersionId] = "the version_id",
            [MessageFields.Sequencer] = "the sequencer",
            [MessageFields.EventTime] = "the event_time",
        }, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(DefaultDomainNames))]
    public void A_rule_sends_to_its_domain_s_queue_and_what_it_cannot_deliver_to_the_rules_dead_letters(string domain)
    {
        var ingest = pipelines.Dev.Ingest;
        var target = Target(domain);

        target["Arn"].ShouldBeJson($$"""{ "Fn::GetAtt": ["{{ingest.Queue($"dev-{domain}-load-queue").Key}}", "Arn"] }""");
        target["DeadLetterConfig"].ShouldBeJson($$"""{ "Arn": { "Fn::GetAtt": ["{{ingest.Queue("dev-load-rule-dlq").Key}}", "Arn"] } }""");
    }

    [Fact]
    public void A_rule_waits_for_the_policies_of_both_its_queues()
    {
        var ingest = pipelines.Dev.Ingest;
        foreach (var domain in DefaultDomains.Create().Keys)
        {
            string[] queues = [ingest.Queue($"dev-{domain}-load-queue").Key, ingest.Queue("dev-load-rule-dlq").Key];
            var policies = ingest.OfType("AWS::SQS::QueuePolicy")
                .Where(policy => queues.Contains((string?)policy.Value["Properties"]!["Queues"]![0]!["Ref"]))
                .Select(policy => policy.Key);
            var rule = ingest.One("AWS::Events::Rule", "Name", $"dev-{domain}-object-created").Value;

            rule["DependsOn"]!.AsArray().Select(id => (string)id!).ShouldBe([.. queues, .. policies], ignoreOrder: true);
        }
    }

    [Fact]
    public void There_is_one_enabled_rule_per_domain()
    {
        var rules = pipelines.Dev.Ingest.OfType("AWS::Events::Rule").Select(rule => rule.Value["Properties"]!).ToList();

        rules.Count.ShouldBe(4);
        rules.ShouldAllBe(rule => (string?)rule["State"] == null || (string?)rule["State"] == "ENABLED");
    }

    private JsonNode Target(string domain) =>
        pipelines.Dev.Ingest.Rule($"dev-{domain}-object-created")["Targets"]!.AsArray().ShouldHaveSingleItem()!;
}
