using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SNS;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Watch;

/// <summary>The topic for alarms of one priority: TLS only, and open to this environment's alarms alone (R11, R15).</summary>
internal sealed class PriorityTopic : Topic
{
    public PriorityTopic(Construct scope, PipelineTopology topology, AlarmPriority priority, IKey? key, string? email)
        : base(scope, $"{priority}", new TopicProps
        {
            TopicName = topology.Names.AlarmTopic(priority),
            DisplayName = $"Sluice {topology.Environment} {priority}",
            EnforceSSL = true,
            MasterKey = key,
        })
    {
        AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "AlarmsPublish",
            Principals = [new ServicePrincipal("cloudwatch.amazonaws.com")],
            Actions = ["sns:Publish"],
            Resources = [TopicArn],
            Conditions = new Dictionary<string, object>
            {
                ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = topology.Account },
                ["ArnLike"] = new Dictionary<string, object> { ["aws:SourceArn"] = Arns.Alarm(topology, topology.Names.Alarm("*")) },
            },
        }));
        if (email is not null)
        {
            _ = new CfnSubscription(this, "Email", new CfnSubscriptionProps { TopicArn = TopicArn, Protocol = "email", Endpoint = email });
        }
    }
}
