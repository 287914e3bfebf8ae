namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class OperatorPolicyTests(SynthesizedPipelines pipelines)
{
    [Fact]
    public void Operators_list_read_send_and_redrive_in_their_domains_and_may_nothing_else() =>
        pipelines.Prod.Identity.Policy("prod-load-operator").ShouldBeJson("""
            [
              {
                "Sid": "List", "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data-pipeline-curated-prod",
                "Condition": { "StringLike": { "s3:prefix": ["fx/*", "feeds/market/*"] } }
              },
              {
                "Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject",
                "Resource": ["arn:aws:s3:::data-pipeline-curated-prod/fx/*", "arn:aws:s3:::data-pipeline-curated-prod/feeds/market/*"]
              },
              {
                "Sid": "Send", "Effect": "Allow", "Action": "sqs:SendMessage",
                "Resource": [
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-fx-load-queue",
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-market-load-queue"
                ]
              },
              {
                "Sid": "QueueDepth", "Effect": "Allow", "Action": "sqs:GetQueueAttributes",
                "Resource": [
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-fx-load-queue",
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-market-load-queue",
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-fx-load-dlq",
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-market-load-dlq"
                ]
              },
              {
                "Sid": "Redrive", "Effect": "Allow",
                "Action": [
                  "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks",
                  "sqs:CancelMessageMoveTask"
                ],
                "Resource": [
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-fx-load-dlq",
                  "arn:aws:sqs:ap-northeast-2:111122223333:prod-market-load-dlq"
                ]
              },
              {
                "Sid": "Undelivered", "Effect": "Allow", "Action": ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessage"],
                "Resource": "arn:aws:sqs:ap-northeast-2:111122223333:prod-load-rule-dlq"
              }
            ]
            """);

    [Fact]
    public void Operators_take_no_message_from_a_load_queue()
    {
        foreach (var pipeline in pipelines.All)
        {
            pipeline.Identity.OfType("AWS::IAM::ManagedPolicy")
                .Where(policy => ((string)policy.Value["Properties"]!["ManagedPolicyName"]!).Contains("operator", StringComparison.Ordinal))
                .SelectMany(policy => policy.Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray())
                .Where(statement => statement!["Action"]!.ToJsonString().Contains("sqs:ReceiveMessage", StringComparison.Ordinal))
                .ShouldAllBe(statement => !statement!["Resource"]!.ToJsonString().Contains("-load-queue", StringComparison.Ordinal));
        }
    }
}
