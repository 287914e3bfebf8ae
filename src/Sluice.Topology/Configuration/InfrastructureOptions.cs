namespace Sluice.Topology;

/// <summary>
/// The <c>infrastructure</c> section of <c>sluice.json</c>: what only the deployment has to know. The CDK app checks it; the agent passes
/// over it.
/// </summary>
public sealed class InfrastructureOptions
{
    /// <summary>
    /// Whether the agent may ask how many messages wait (<c>sqs:GetQueueAttributes</c>), for scaling and metrics. Without it, depth
    /// is inferred from full receives. Default true (R14).
    /// </summary>
    public bool AgentReadsQueueDepth { get; set; } = true;

    /// <summary>
    /// Whether the agent may put a message into its dead-letter queues with the reason (<c>sqs:SendMessage</c>). Without it, a poison
    /// message is released until the redrive policy takes it. Default true (R14).
    /// </summary>
    public bool AgentSendsDeadLetters { get; set; } = true;

    /// <summary>Whether the bucket is there already and stays as it is: nothing of it is deployed. Default false.</summary>
    public bool ImportBucket { get; set; }

    /// <summary>With which keys objects, messages and notifications are encrypted. Default <see cref="EncryptionAtRest.ServiceManaged"/> (R15).</summary>
    public EncryptionAtRest Encryption { get; set; }

    /// <summary>
    /// ARN of the KMS key to take with <see cref="EncryptionAtRest.CustomerKey"/>, in the Region of the queues. Its policy must let EventBridge
    /// and CloudWatch use it. Default: a key is created.
    /// </summary>
    public string? KmsKeyArn { get; set; }

    /// <summary>ARN of the KMS key that the objects of an imported bucket are encrypted with. Default: none, or not a customer's.</summary>
    public string? BucketKmsKeyArn { get; set; }

    /// <summary>Whether there is a policy, and a role or user where one is made, for each domain instead of one for all. Default false.</summary>
    public bool PolicyPerDomain { get; set; }

    /// <summary>Who carries the agent's policy. Default <see cref="AgentPrincipal.Policy"/>.</summary>
    public AgentPrincipal AgentIdentity { get; set; }

    /// <summary>
    /// PEM file with the certificate of the CA that IAM Roles Anywhere trusts, relative to the configuration file. Required with
    /// <see cref="AgentPrincipal.RolesAnywhere"/>, and only there.
    /// </summary>
    public string? CaCertificateFile { get; set; }

    /// <summary>
    /// Common name that the agent's certificate must have, in which <c>{domain}</c> stands for the domain where each has its role. Default: any
    /// certificate of the CA will do.
    /// </summary>
    public string? CertificateCommonName { get; set; }

    /// <summary>E-mail address that hears of P0 alarms. Default: none; subscribe to the topic.</summary>
    public string? AlarmEmailP0 { get; set; }

    /// <summary>E-mail address that hears of P1 alarms. Default: none; subscribe to the topic.</summary>
    public string? AlarmEmailP1 { get; set; }

    /// <summary>Whether CloudFormation refuses to delete the stacks that hold data. Default true.</summary>
    public bool TerminationProtection { get; set; } = true;

    /// <summary>Tags of everything that takes tags, besides <c>project</c> and <c>environment</c>.</summary>
    public Dictionary<string, string> Tags { get; set; } = [];
}
