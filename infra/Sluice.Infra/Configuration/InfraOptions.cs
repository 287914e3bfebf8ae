namespace Sluice.Infra.Configuration;

/// <summary>
/// The <c>infrastructure</c> section of <c>sluice.json</c>: what only the deployment has to know. The two permissions are those
/// that the agent can work without (R14).
/// </summary>
internal sealed class InfraOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "infrastructure";

    /// <summary>
    /// Whether the agent may ask how many messages wait (<c>sqs:GetQueueAttributes</c>), for scaling and metrics. Without it, depth
    /// is inferred from full receives. Default true.
    /// </summary>
    public bool AgentReadsQueueDepth { get; set; } = true;

    /// <summary>
    /// Whether the agent may put a message into its dead-letter queues with the reason (<c>sqs:SendMessage</c>). Without it, a poison
    /// message is released until the redrive policy takes it, and the reason is in the ledger only. Default true.
    /// </summary>
    public bool AgentSendsDeadLetters { get; set; } = true;
}
