namespace Sluice.Topology;

/// <summary>
/// The <c>infrastructure</c> section of <c>sluice.json</c>: what only the deployment has to know. The two permissions are those
/// that the agent can work without (R14).
/// </summary>
public sealed class InfrastructureOptions
{
    /// <summary>
    /// Whether the agent may ask how many messages wait (<c>sqs:GetQueueAttributes</c>), for scaling and metrics. Without it, depth
    /// is inferred from full receives. Default true.
    /// </summary>
    public bool AgentReadsQueueDepth { get; set; } = true;

    /// <summary>
    /// Whether the agent may put a message into its dead-letter queues with the reason (<c>sqs:SendMessage</c>). Without it, a poison
    /// message is released until the redrive policy takes it. Default true.
    /// </summary>
    public bool AgentSendsDeadLetters { get; set; } = true;
}
