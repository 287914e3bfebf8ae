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

    /// <summary>Managed policy with the agent's permissions; also the name of the role or user that carries it.</summary>
    public string AgentPolicy => $"{environment}-load-agent";

    /// <summary>The same for one domain.</summary>
    public string DomainAgentPolicy(string domain) => $"{AgentPolicy}-{domain}";

    /// <summary>Managed policy for people who audit, backfill, replay and redrive.</summary>
    public string OperatorPolicy => $"{environment}-load-operator";

    /// <summary>The same for one domain.</summary>
    public string DomainOperatorPolicy(string domain) => $"{OperatorPolicy}-{domain}";

    /// <summary>Trust anchor and profile of IAM Roles Anywhere.</summary>
    public string RolesAnywhere => $"{environment}-sluice";

    /// <summary>Alias of the KMS key that is created.</summary>
    public string KeyAlias => $"alias/{environment}-sluice";

    /// <summary>SNS topic for alarms of a priority.</summary>
    public string AlarmTopic(AlarmPriority priority) => $"{environment}-sluice-{(priority == AlarmPriority.P0 ? "p0" : "p1")}";

    /// <summary>CloudWatch alarm of a domain.</summary>
    public string Alarm(string domain, string rule) => $"{environment}-{domain}-{rule}";

    /// <summary>CloudWatch alarm of no domain.</summary>
    public string Alarm(string rule) => $"{environment}-{rule}";

    /// <summary>CloudWatch dashboard.</summary>
    public string Dashboard => $"{environment}-sluice";
}
