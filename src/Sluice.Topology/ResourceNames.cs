namespace Sluice.Topology;

/// <summary>Names of the AWS resources (specification, IAM Requirements; R14). One rule for agent and infrastructure.</summary>
/// <param name="environment">Deployment environment, the first part of every name.</param>
public sealed class ResourceNames(string environment)
{
    /// <summary>Queue that the domain's events arrive in: <c>&lt;env&gt;-&lt;domain&gt;-load-queue</c>.</summary>
    public string Queue(string domain) => $"{environment}-{domain}-load-queue";

    /// <summary>The queue's dead-letter queue.</summary>
    public string DeadLetterQueue(string domain) => $"{environment}-{domain}-load-dlq";

    /// <summary>EventBridge rule that feeds the queue.</summary>
    public string Rule(string domain) => $"{environment}-{domain}-object-created";

    /// <summary>Queue for events that EventBridge could not deliver.</summary>
    public string RuleDeadLetterQueue => $"{environment}-load-rule-dlq";

    /// <summary>Managed policy with the agent's permissions.</summary>
    public string AgentPolicy => $"{environment}-load-agent";
}
