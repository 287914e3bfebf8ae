using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>
/// What people may do in some domains besides reading as the agent does: list and send (<c>sluice audit</c>, <c>backfill</c>, <c>replay</c>), and look
/// at dead letters, remove them and move them back. They may not receive from a load queue.
/// </summary>
internal static class OperatorPermissions
{
    public static IEnumerable<Permission> For(PipelineTopology topology, KeyArns keys, IReadOnlyCollection<Domain> domains)
    {
        string[] queues = [.. domains.Select(domain => Arns.Queue(topology, domain))];
        string[] deadLetterQueues = [.. domains.Select(domain => Arns.DeadLetterQueue(topology, domain))];

        yield return new(
            "List",
            ["s3:ListBucket"],
            [Arns.Bucket(topology)],
            new PermissionCondition("StringLike", "s3:prefix", [.. domains.Select(domain => $"{domain.Prefix}*")]));
        yield return new("Read", ["s3:GetObject"], [.. domains.Select(domain => Arns.Objects(topology, domain))]);
        yield return new("Send", ["sqs:SendMessage"], queues);
        yield return new("QueueDepth", ["sqs:GetQueueAttributes"], [.. queues, .. deadLetterQueues]);

        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
        yield return new(
            "Redrive",
            [
                "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:StartMessageMoveTask", "sqs:ListMessageMoveTasks",
                "sqs:CancelMessageMoveTask",
            ],
            deadLetterQueues);

        // Of all domains: an alarm is about it until somebody has taken out what lies there
        yield return new("Undelivered", ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessage"], [Arns.RuleDeadLetterQueue(topology)]);
        foreach (var permission in keys.ForMessages(topology, "MessageKey", "kms:Decrypt", "kms:GenerateDataKey").Concat(keys.ForObjects(topology, "ObjectKey")))
        {
            yield return permission;
        }
    }
}
