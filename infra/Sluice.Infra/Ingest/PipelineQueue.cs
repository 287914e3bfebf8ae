using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>
/// A queue as all of ours are: encrypted, TLS only, keeping messages as long as SQS can, and left where it is when it leaves the template:
/// a domain that is taken out of the configuration must not take its messages along (R15).
/// </summary>
internal sealed class PipelineQueue : Queue
{
    /// <summary>A dead-letter queue.</summary>
    public PipelineQueue(Construct scope, string id, string name, IKey? key)
        : base(scope, id, Props(name, key)) => KeepPolicy();

    /// <summary>A queue whose messages move to <paramref name="deadLetters"/> when the topology says so (R4, R12).</summary>
    public PipelineQueue(Construct scope, string id, string name, IKey? key, PipelineTopology topology, PipelineQueue deadLetters)
        : base(scope, id, Props(name, key, topology, deadLetters)) => KeepPolicy();

    /// <summary>Lets EventBridge send for these rules and for nobody else's (R14).</summary>
    public void AllowRules(params string[] ruleArns) => AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
    {
        Sid = "RulesSend",
        Principals = [new ServicePrincipal("events.amazonaws.com")],
        Actions = ["sqs:SendMessage"],
        Resources = [QueueArn],
        Conditions = new Dictionary<string, object>
        {
            ["ArnEquals"] = new Dictionary<string, object> { ["aws:SourceArn"] = ruleArns },
        },
    }));

    // A queue that stays goes on refusing plain text
    private void KeepPolicy() =>
        ((CfnResource)Node.FindChild("Policy").Node.DefaultChild!).ApplyRemovalPolicy(Amazon.CDK.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);

    private static QueueProps Props(string name, IKey? key, PipelineTopology? topology = null, PipelineQueue? deadLetters = null) => new()
    {
        QueueName = name,
        Encryption = key is null ? QueueEncryption.SQS_MANAGED : QueueEncryption.KMS,
        EncryptionMasterKey = key,
        EnforceSSL = true,
        RemovalPolicy = Amazon.CDK.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        // Of a queue as of its dead letters: a long outage of the sink must not let messages expire
        RetentionPeriod = Duration.Seconds(PipelineLimits.DeadLetterRetention.TotalSeconds),
        VisibilityTimeout = topology is null ? null : Duration.Seconds(topology.VisibilityTimeout.TotalSeconds),
        DeadLetterQueue = deadLetters is null
            ? null
            : new DeadLetterQueue { Queue = deadLetters, MaxReceiveCount = topology!.MaxReceiveCount },
    };
}
