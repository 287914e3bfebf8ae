using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class StorageStackTests(SynthesizedPipelines pipelines)
{
    private readonly CloudTemplate _storage = pipelines.Dev.Storage;

    private JsonNode Bucket => _storage.One("AWS::S3::Bucket").Value;

    [Fact]
    public void The_bucket_is_the_topology_s_and_is_encrypted_private_unversioned_and_tells_EventBridge_of_every_object_R1_R15() =>
        CloudTemplate.PropertiesOf(Bucket).ShouldBeJson("""
            {
              "BucketName": "data-pipeline-curated-dev",
              "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "AES256" } }]
              },
              "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": true } },
              "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true
              }
            }
            """);

    [Fact]
    public void The_bucket_outlives_its_stack_but_not_a_creation_that_failed()
    {
        ((string?)Bucket["DeletionPolicy"]).ShouldBe("RetainExceptOnCreate");
        ((string?)Bucket["UpdateReplacePolicy"]).ShouldBe("Retain");
    }

    [Fact]
    public void The_bucket_denies_plain_text_and_TLS_older_than_1_2_R15()
    {
        var statements = _storage.One("AWS::S3::BucketPolicy").Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();

        statements.Count.ShouldBe(2);
        statements.ShouldAllBe(statement => (string?)statement!["Effect"] == "Deny" && (string?)statement["Action"] == "s3:*");
        statements.ShouldAllBe(statement => statement!["Resource"]!.AsArray().Count == 2, "the bucket and its objects");
        statements.ShouldAllBe(statement => (string?)statement!["Principal"]!["AWS"] == "*");
        statements[0]!["Condition"].ShouldBeJson("""{ "Bool": { "aws:SecureTransport": "false" } }""");
        statements[1]!["Condition"].ShouldBeJson("""{ "NumericLessThan": { "s3:TlsVersion": 1.2 } }""");
    }

    [Fact]
    public void Of_an_imported_bucket_nothing_is_deployed()
    {
        pipelines.Imported.Stacks.Keys.ShouldBe(["stage-sluice-ingest", "stage-sluice-identity", "stage-sluice-watch"], ignoreOrder: true);
        pipelines.Imported.Templates.SelectMany(template => template.Resources.Values)
            .ShouldAllBe(resource => !((string)resource["Type"]!).StartsWith("AWS::S3::", StringComparison.Ordinal));
        pipelines.Imported.Ingest.Rule("stage-market-object-created")["EventPattern"]!["detail"]!["bucket"]
            .ShouldBeJson("""{ "name": ["older-than-sluice"] }""");
    }
}
