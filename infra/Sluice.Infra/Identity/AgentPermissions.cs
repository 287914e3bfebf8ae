using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>What the agent may do in some domains: exactly R14, the two optional statements, and the use of customer managed keys.</summary>
internal static class AgentPermissions
{
    public static IEnumerable<Permission> For(PipelineTopology topology, InfrastructureOptions options, KeyArns keys, IReadOnlyCollection<Domain> domains)
    {
        string[] queues = [.. domains.Select(domain => Arns.Queue(topology, domain))];
        string[] deadLetterQueues = [.. domains.Select(domain => Arns.DeadLetterQueue(topology, domain))];
        string[] objects = [.. domains.Select(domain => Arns.Objects(topology, domain))];

        yield return new("Receive", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], queues);
        yield return new("Read", ["s3:GetObject"], objects);
        if (options.AgentReadsQueueDepth)
        {
            yield return new("QueueDepth", ["sqs:GetQueueAttributes"], [.. queues, .. deadLetterQueues]);
        }

        if (options.AgentSendsDeadLetters)
        {
            yield return new("SendDeadLetters", ["sqs:SendMessage"], deadLetterQueues);
        }

        string[] messageActions = options.AgentSendsDeadLetters ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"];
        foreach (var permission in keys.ForMessages(topology, "MessageKey", messageActions).Concat(keys.ForObjects(topology, "ObjectKey")))
        {
            yield return permission;
        }
    }
}
