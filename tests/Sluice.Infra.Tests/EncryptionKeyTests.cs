namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class EncryptionKeyTests(SynthesizedPipelines pipelines)
{
    private SynthesizedPipeline Hardened => pipelines.Hardened("dev");

    [Fact]
    public void The_key_rotates_has_an_alias_and_outlives_its_stack_R15()
    {
        var (id, key) = Hardened.Keys.One("AWS::KMS::Key");

        ((bool?)key["Properties"]!["EnableKeyRotation"]).ShouldBe(true);
        ((string?)key["DeletionPolicy"]).ShouldBe("RetainExceptOnCreate");
        ((string?)key["UpdateReplacePolicy"]).ShouldBe("Retain");
        CloudTemplate.PropertiesOf(Hardened.Keys.One("AWS::KMS::Alias").Value).ShouldBeJson($$"""
            { "AliasName": "alias/dev-sluice", "TargetKeyId": { "Fn::GetAtt": ["{{id}}", "Arn"] } }
            """);
    }

    [Fact]
    public void The_key_s_policy_lets_EventBridge_and_the_alarms_of_this_environment_encrypt_R15() =>
        Hardened.Keys.One("AWS::KMS::Key").Value["Properties"]!["KeyPolicy"]!["Statement"].ShouldBeJson("""
            [
              {
                "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "kms:*", "Resource": "*"
              },
              {
                "Sid": "RulesEncrypt", "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" },
                "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"
              },
              {
                "Sid": "AlarmsEncrypt", "Effect": "Allow", "Principal": { "Service": "cloudwatch.amazonaws.com" },
                "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*",
                "Condition": {
                  "StringEquals": { "aws:SourceAccount": "111122223333" },
                  "ArnLike": { "aws:SourceArn": ["arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:dev-*"] }
                }
              }
            ]
            """);

    [Fact]
    public void Bucket_queues_and_topics_take_the_key_that_is_created()
    {
        var export = Hardened.Keys.Document["Outputs"]!.AsObject().Select(output => (string?)output.Value!["Export"]?["Name"]).OfType<string>()
            .ShouldHaveSingleItem();
        var key = $$"""{ "Fn::ImportValue": "{{export}}" }""";

        foreach (var queue in Hardened.Ingest.OfType("AWS::SQS::Queue").Select(queue => queue.Value["Properties"]!))
        {
            queue["KmsMasterKeyId"].ShouldBeJson(key);
            queue["SqsManagedSseEnabled"].ShouldBeNull();
        }

        Hardened.Watch.OfType("AWS::SNS::Topic").ToList().ForEach(topic => topic.Value["Properties"]!["KmsMasterKeyId"].ShouldBeJson(key));
        Hardened.Storage.One("AWS::S3::Bucket").Value["Properties"]!["BucketEncryption"].ShouldBeJson($$"""
            {
              "ServerSideEncryptionConfiguration": [
                { "BucketKeyEnabled": true, "ServerSideEncryptionByDefault": { "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {{key}} } }
              ]
            }
            """);
    }

    [Fact]
    public void A_key_that_is_given_is_taken_as_it_is()
    {
        pipelines.Imported.Ingest.OfType("AWS::SQS::Queue")
            .ShouldAllBe(queue => (string?)queue.Value["Properties"]!["KmsMasterKeyId"] == SynthesizedPipelines.GivenKey);
        pipelines.Imported.Watch.OfType("AWS::SNS::Topic")
            .ShouldAllBe(topic => (string?)topic.Value["Properties"]!["KmsMasterKeyId"] == SynthesizedPipelines.GivenKey);
    }

    [Fact]
    public void The_agent_decrypts_messages_through_SQS_and_objects_through_S3_R14()
    {
        var statements = pipelines.Imported.Identity.Policy("stage-load-agent");

        statements.Select(statement => (string?)statement!["Sid"]).ShouldBe(["Receive", "Read", "QueueDepth", "MessageKey", "ObjectKey"]);
        statements[3].ShouldBeJson(Use("MessageKey", "\"kms:Decrypt\"", SynthesizedPipelines.GivenKey, "sqs"));
        statements[4].ShouldBeJson(Use("ObjectKey", "\"kms:Decrypt\"", SynthesizedPipelines.BucketKey, "s3"));
    }

    [Fact]
    public void Who_sends_also_makes_data_keys()
    {
        const string both = """["kms:Decrypt", "kms:GenerateDataKey"]""";
        pipelines.Imported.Identity.Policy("stage-load-operator")[6].ShouldBeJson(Use("MessageKey", both, SynthesizedPipelines.GivenKey, "sqs"));
        pipelines.Imported.Identity.Policy("stage-load-operator")[7].ShouldBeJson(Use("ObjectKey", "\"kms:Decrypt\"", SynthesizedPipelines.BucketKey, "s3"));

        // The agent too, where it sends dead letters
        Hardened.Identity.Policy("dev-load-agent-market")[4]!["Action"].ShouldBeJson(both);
    }

    [Fact]
    public void Without_a_customer_s_key_nobody_is_allowed_anything_of_KMS()
    {
        foreach (var template in pipelines.Dev.Templates)
        {
            template.Document.ToJsonString().ShouldNotContain("kms", Case.Insensitive);
        }
    }

    private static string Use(string sid, string actions, string key, string service) => $$"""
        {
          "Sid": "{{sid}}", "Effect": "Allow", "Action": {{actions}}, "Resource": "{{key}}",
          "Condition": { "StringEquals": { "kms:ViaService": ["{{service}}.ap-northeast-2.amazonaws.com"] } }
        }
        """;
}
