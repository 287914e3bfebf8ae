namespace Sluice.Sandbox.EventBridge;

/// <summary>Sends messages to queues.</summary>
internal interface IQueueSender
{
    /// <summary>Sends one, trying a few times.</summary>
    Task SendAsync(string queueArn, string body, CancellationToken cancellationToken);
}
