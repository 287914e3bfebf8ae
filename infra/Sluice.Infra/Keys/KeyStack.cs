using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Sluice.Infra.Configuration;

namespace Sluice.Infra.Keys;

/// <summary>The customer managed key of bucket, queues and topics (R15).</summary>
internal sealed class KeyStack : EnvironmentStack
{
    public KeyStack(Construct scope, InfraConfiguration configuration)
        : base(scope, configuration, StackPart.Keys)
    {
        var topology = configuration.Topology;
        var key = new Key(this, "Key", new KeyProps
        {
            Alias = topology.Names.KeyAlias,
            Description = $"Sluice: objects, messages and notifications of {topology.Environment}",
            EnableKeyRotation = true,
            // What it encrypted cannot be read without it
            RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        });

        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
        // Without conditions: of EventBridge and encrypted topics SNS documents that aws:SourceAccount and aws:SourceArn do not work, and says nothing that would let one rely on
        // them for queues. Which rules may send is in the queues' policies.
        Allow(key, "RulesEncrypt", "events.amazonaws.com");

        // https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
        Allow(key, "AlarmsEncrypt", "cloudwatch.amazonaws.com", new Dictionary<string, object>
        {
            ["StringEquals"] = new Dictionary<string, object> { ["aws:SourceAccount"] = topology.Account },
            ["ArnLike"] = new Dictionary<string, object> { ["aws:SourceArn"] = new[] { Arns.Alarm(topology, topology.Names.Alarm("*")) } },
        });
        KeyArn = key.KeyArn;
        StackOutput.Add(this, "KeyArn", KeyArn, "KMS key of bucket, queues and topics: who uploads needs kms:GenerateDataKey on it");
    }

    public string KeyArn { get; }

    private static void Allow(Key key, string sid, string service, Dictionary<string, object>? conditions = null) =>
        key.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = sid,
            Principals = [new ServicePrincipal(service)],
            Actions = ["kms:GenerateDataKey", "kms:Decrypt"],
            Resources = ["*"],
            Conditions = conditions,
        }));
}
