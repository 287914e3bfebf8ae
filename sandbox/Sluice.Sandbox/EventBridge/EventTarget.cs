namespace Sluice.Sandbox.EventBridge;

/// <summary>Where a rule sends the events that it matches.</summary>
/// <param name="QueueArn">The queue.</param>
/// <param name="Transformer">Makes the message; without one the whole event is sent.</param>
/// <param name="DeadLetterQueueArn">Takes the events that could not be sent, when there is one.</param>
/// <param name="Retries">How long it is tried.</param>
internal sealed record EventTarget(string QueueArn, InputTransformer? Transformer, string? DeadLetterQueueArn, RetryPolicy Retries);
