using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class StorageStackTests(SynthesizedPipelines pipelines)
{
    private readonly CloudTemplate _storage = pipelines.Dev.Storage;

    private JsonNode Bucket => _storage.One("AWS::S3::Bucket").Value;

    [Fact]
    public void The_bucket_is_the_topology_s_and_is_encrypted_private_unversioned_and_tells_EventBridge_of_every_object_R1_R15() =>
        Bucket["Properties"].ShouldBeJson("""
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
    public void The_bucket_outlives_its_stack()
    {
        ((string?)Bucket["DeletionPolicy"]).ShouldBe("Retain");
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
}
