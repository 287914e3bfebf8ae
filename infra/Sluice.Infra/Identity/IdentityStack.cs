using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>What the agent may do: a managed policy to attach to its user or role (R14).</summary>
internal sealed class IdentityStack : EnvironmentStack
{
    public IdentityStack(Construct scope, PipelineTopology topology, InfrastructureOptions options)
        : base(scope, topology, "identity", $"Sluice: permissions of the agent of {topology.Environment}")
    {
        string[] queues = [.. topology.Domains.Select(domain => QueueArn(topology.Names.Queue(domain.Name)))];
        string[] deadLetterQueues = [.. topology.Domains.Select(domain => QueueArn(topology.Names.DeadLetterQueue(domain.Name)))];
        string[] objects = [.. topology.Domains.Select(domain => ObjectsArn(topology.Bucket, domain.Prefix))];

        var policy = new ManagedPolicy(this, "Agent", new ManagedPolicyProps
        {
            ManagedPolicyName = topology.Names.AgentPolicy,
            Description = $"Sluice agent of {topology.Environment}: receive from its queues, read its objects",
        });
        Allow(policy, "Receive", ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"], queues);
        Allow(policy, "Read", ["s3:GetObject"], objects);

        if (options.AgentReadsQueueDepth)
        {
            Allow(policy, "QueueDepth", ["sqs:GetQueueAttributes"], [.. queues, .. deadLetterQueues]);
        }

        if (options.AgentSendsDeadLetters)
        {
            Allow(policy, "SendDeadLetters", ["sqs:SendMessage"], deadLetterQueues);
        }
    }

    private string ObjectsArn(string bucket, string prefix) => FormatArn(new ArnComponents
    {
        Service = "s3",
        Region = "",
        Account = "",
        Resource = bucket,
        ResourceName = $"{prefix}*",
    });

    private static void Allow(ManagedPolicy policy, string sid, string[] actions, string[] resources) =>
        policy.AddStatements(new PolicyStatement(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources }));
}
