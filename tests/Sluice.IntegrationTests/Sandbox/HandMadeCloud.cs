using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>
/// A cloud from a template that is none of ours: one queue that lets its rule in, one that does not, one that is not there, and a queue for what could not be delivered.
/// </summary>
public sealed class HandMadeCloud : LocalCloudFixture
{
    public const string Bucket = "hand-made";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    private protected override SandboxOptions Options => new() { Templates = [Write(_directory)] };

    /// <summary>Writes the template into the directory, of another account and Region than the sandbox's own, and gives its path.</summary>
    public static string Write(DirectoryInfo directory)
    {
        var path = Path.Combine(directory.FullName, "hand-made.template.json");
        File.WriteAllText(
            path,
            $$"""
              { "Resources": {
                "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "{{Bucket}}", "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": true } } } },
                "In": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "in", "VisibilityTimeout": 60 } },
                "Closed": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "closed" } },
                "Undelivered": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "undelivered" } },
                "InPolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "In" }], "PolicyDocument": { "Statement": [
                  { "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": { "Fn::GetAtt": ["In", "Arn"] },
                    "Condition": { "ArnEquals": { "aws:SourceArn": { "Fn::GetAtt": ["OpenRule", "Arn"] } } } }] } } },
                "UndeliveredPolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Undelivered" }], "PolicyDocument": { "Statement": [
                  { "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:undelivered",
                    "Condition": { "ArnLike": { "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/*" } } }] } } },
                "OpenRule": {{Rule("open", "arn:aws:sqs:eu-west-1:111122223333:in")}},
                "ClosedRule": {{Rule("closed", "arn:aws:sqs:eu-west-1:111122223333:closed")}},
                "GoneRule": {{Rule("gone", "arn:aws:sqs:eu-west-1:111122223333:nowhere")}},
                "Alarm": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "Threshold": { "Fn::Unknown": 1 } } }
              } }
              """);
        return path;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    // Each takes the objects under a prefix of its name.
    private static string Rule(string name, string target) =>
        $$"""
          { "Type": "AWS::Events::Rule", "Properties": { "Name": "{{name}}",
            "EventPattern": { "source": ["aws.s3"], "detail": { "object": { "key": [{ "prefix": "{{name}}/" }] } } },
            "Targets": [{ "Id": "q", "Arn": "{{target}}", "DeadLetterConfig": { "Arn": { "Fn::GetAtt": ["Undelivered", "Arn"] } },
              "InputTransformer": { "InputPathsMap": { "key": "$.detail.object.key" }, "InputTemplate": "{\"key\": <key>}" } }] } }
          """;
}
