namespace Sluice.Sandbox.EventBridge;

/// <summary>Sends messages to queues.</summary>
internal interface IQueueSender
{
    /// <summary>Sends one, once.</summary>
    /// <param name="queueArn">The queue.</param>
    /// <param name="body">The message.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null, or why the queue did not take it.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<DeliveryFailure?> SendAsync(string queueArn, string body, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken);
}
