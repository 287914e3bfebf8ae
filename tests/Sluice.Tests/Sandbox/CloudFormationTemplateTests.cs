using System.Text.Json.Nodes;
using Sluice.Sandbox;
using Sluice.Sandbox.Provisioning;

namespace Sluice.Tests.Sandbox;

[Trait("Category", "Unit")]
public sealed class CloudFormationTemplateTests
{
    private static readonly TemplateContext _context = new("000000000000", "us-east-1", new Uri("http://127.0.0.1:4566"));

    [Fact]
    public void A_queue_has_all_its_attributes_as_text()
    {
        var queue = Parse(
            """
            "Dead": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dead", "MessageRetentionPeriod": 1209600 } },
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": {
              "QueueName": "load", "VisibilityTimeout": 1800, "SqsManagedSseEnabled": true, "Tags": [],
              "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Dead", "Arn"] }, "maxReceiveCount": 3 } } }
            """).Queues.Last();

        queue.Name.ShouldBe("load");
        queue.Attributes.Keys.ShouldBe(["VisibilityTimeout", "SqsManagedSseEnabled", "RedrivePolicy"], ignoreOrder: true);
        queue.Attributes["VisibilityTimeout"].ShouldBe("1800");
        queue.Attributes["SqsManagedSseEnabled"].ShouldBe("true");
        queue.Attributes["RedrivePolicy"].ShouldBe(
            """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}""");
    }

    [Fact]
    public void Dead_letter_queues_come_first_wherever_they_stand()
    {
        Parse(
            """
            "A": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "load",
              "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": "B.Arn" }, "maxReceiveCount": 3 } } },
            "B": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dead" } }
            """).Queues.Select(queue => queue.Name).ShouldBe(["dead", "load"]);
    }

    [Fact]
    public void A_queue_takes_its_policy()
    {
        var queue = Parse(
            """
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "load" } },
            "Policy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Queue" }],
              "PolicyDocument": { "Statement": [
                { "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["Queue", "Arn"] } }] } } }
            """).Queues.Single();

        queue.Attributes["Policy"].ShouldContain("arn:aws:sqs:us-east-1:000000000000:load");
    }

    [Theory]
    [InlineData("""{ "Ref": "Queue" }""", "http://127.0.0.1:4566/000000000000/load")]
    [InlineData("""{ "Ref": "Bucket" }""", "curated")]
    [InlineData("""{ "Ref": "AWS::Region" }""", "us-east-1")]
    [InlineData("""{ "Fn::GetAtt": ["Queue", "QueueName"] }""", "load")]
    [InlineData("""{ "Fn::GetAtt": ["Bucket", "Arn"] }""", "arn:aws:s3:::curated")]
    [InlineData("""{ "Fn::Join": ["-", ["a", { "Ref": "AWS::AccountId" }, { "Ref": "AWS::Partition" }]] }""", "a-000000000000-aws")]
    [InlineData("""{ "Fn::Sub": "${AWS::StackName}/${Queue.Arn}/${!kept}" }""", "stack/arn:aws:sqs:us-east-1:000000000000:load/${kept}")]
    [InlineData("""{ "Fn::Sub": ["${x}.${AWS::URLSuffix}", { "x": { "Ref": "Bucket" } }] }""", "curated.amazonaws.com")]
    [InlineData("\"as it is\"", "as it is")]
    public void Functions_are_resolved(string written, string expected)
    {
        var resources = JsonNode.Parse(
            """
            { "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "load" } },
              "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "curated" } } }
            """)!.AsObject();

        new TemplateResolver(resources, "stack", _context).Text(JsonNode.Parse(written)).ShouldBe(expected);
    }

    [Fact]
    public void A_rule_carries_pattern_transformer_and_dead_letter_queue()
    {
        var rule = Parse(
            """
            "Rule": { "Type": "AWS::Events::Rule", "Properties": { "Name": "created", "State": "ENABLED",
              "EventPattern": { "source": ["aws.s3"] },
              "Targets": [{ "Id": "q", "Arn": "arn:aws:sqs:us-east-1:000000000000:load",
                "InputTransformer": { "InputPathsMap": { "key": "$.detail.object.key" }, "InputTemplate": "{\"key\": <key>}" },
                "DeadLetterConfig": { "Arn": "arn:aws:sqs:us-east-1:000000000000:undelivered" } }] } },
            "Off": { "Type": "AWS::Events::Rule", "Properties": { "Name": "off", "State": "DISABLED", "EventPattern": {} } }
            """).Rules.Single();

        rule.Name.ShouldBe("created");
        rule.Targets.Single().Transformer.ShouldNotBeNull();
        rule.Targets.Single().DeadLetterQueueArn.ShouldBe("arn:aws:sqs:us-east-1:000000000000:undelivered");
    }

    [Fact]
    public void Only_a_bucket_that_is_told_to_sends_events()
    {
        Parse(
            """
            "Speaks": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "speaks",
              "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": true } } } },
            "EmptyIsYes": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "speaks-too",
              "NotificationConfiguration": { "EventBridgeConfiguration": {} } } },
            "Silent": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "silent" } }
            """).Buckets.Where(bucket => bucket.SendsEvents).Select(bucket => bucket.Name).ShouldBe(["speaks", "speaks-too"]);
    }

    [Theory]
    [InlineData("""{ "Type": "AWS::Lambda::Function" }""", "AWS::Lambda::Function")]
    [InlineData("""{ "Type": "AWS::SQS::Queue", "Properties": { } }""", "QueueName")]
    [InlineData("""{ "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::ImportValue": "x" } } }""", "Fn::ImportValue")]
    [InlineData("""{ "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Ref": "Gone" } } }""", "Gone")]
    [InlineData("""{ "Type": "AWS::SQS::Queue", "Condition": "IsProd", "Properties": { "QueueName": "q" } }""", "the condition IsProd")]
    [InlineData("""{ "Type": "AWS::SQS::Queue", "Properties": [] }""", "not of the kind that CloudFormation expects")]
    [InlineData("""{ "Properties": {} }""", "resource without a type")]
    public void What_the_sandbox_does_not_know_is_said_and_not_guessed(string resource, string named)
    {
        Should.Throw<SandboxException>(() => Parse($"\"Thing\": {resource}")).Message.ShouldContain(named);
    }

    [Fact]
    public void Alarms_and_keys_are_left_out_and_counted()
    {
        Parse("""
            "Alarm": { "Type": "AWS::CloudWatch::Alarm" }, "Other": { "Type": "AWS::CloudWatch::Alarm" }, "Key": { "Type": "AWS::KMS::Key" },
            "Metadata": { "Type": "AWS::CDK::Metadata", "Condition": "CDKMetadataAvailable" }
            """).LeftOut.ShouldBe([("AWS::CloudWatch::Alarm", 2), ("AWS::KMS::Key", 1)]);
    }

    [Theory]
    [InlineData("\"State\": \"ENABLED\"", "has no event pattern; the sandbox runs no schedules")]
    [InlineData("\"EventPattern\": { \"source\": \"aws.s3\" }", "Rule r of stack stack would be refused: Event pattern is not valid")]
    [InlineData("\"EventPattern\": { \"source\": [\"aws.s3\"] }, \"EventBusName\": \"own\"", "Rule r listens to the event bus own")]
    [InlineData("\"EventPattern\": { \"source\": [\"aws.s3\"] }, \"Targets\": [{ \"Id\": \"t\", \"Arn\": \"arn:aws:lambda:::f\" }]", "has the target arn:aws:lambda:::f; the sandbox sends to SQS queues only")]
    [InlineData("\"EventPattern\": { \"source\": [\"aws.s3\"] }, \"Targets\": [{ \"Id\": \"t\", \"Input\": \"x\" }]", "has a target with Input, which the sandbox does not know")]
    [InlineData("\"EventPattern\": { \"source\": [\"aws.s3\"] }, \"Targets\": [{ \"Arn\": \"arn:aws:sqs:us-east-1:000000000000:q\", \"InputTransformer\": { \"InputTemplate\": \"<x>\" } }]", "the placeholder <x> has no path")]
    [InlineData("\"EventPattern\": { \"source\": [\"aws.s3\"] }, \"Targets\": [{ \"Arn\": \"arn:aws:sqs:us-east-1:000000000000:q\", \"RetryPolicy\": { \"MaximumEventAgeInSeconds\": 59 } }]", "60 to 86400 s and 0 to 185 attempts")]
    public void A_rule_that_cannot_work_here_is_refused_in_one_sentence(string properties, string said) =>
        Should.Throw<SandboxException>(() => Parse($"\"R\": {{ \"Type\": \"AWS::Events::Rule\", \"Properties\": {{ \"Name\": \"r\", {properties} }} }}")).Message.ShouldContain(said);

    [Fact]
    public void A_target_has_its_retry_policy_or_the_default()
    {
        var targets = Parse(
            """
            "R": { "Type": "AWS::Events::Rule", "Properties": { "Name": "r", "EventPattern": { "source": ["aws.s3"] }, "Targets": [
              { "Id": "a", "Arn": "arn:aws:sqs:us-east-1:000000000000:q" },
              { "Id": "b", "Arn": "arn:aws:sqs:us-east-1:000000000000:q", "RetryPolicy": { "MaximumEventAgeInSeconds": 600, "MaximumRetryAttempts": 0 } } ] } }
            """).Rules.Single().Targets;

        targets.Select(target => (target.Retries.MaximumEventAge.TotalSeconds, target.Retries.MaximumRetryAttempts)).ShouldBe([(86400, 185), (600, 0)]);
    }

    private static CloudFormationTemplate Parse(string resources) =>
        CloudFormationTemplate.Read(TemplateFiles.Of([("stack", $"{{ \"Resources\": {{ {resources} }} }}")], _context.Account), _context);
}
