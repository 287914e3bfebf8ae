namespace Sluice.Sandbox.EventBridge;

/// <summary>The event pattern is one that EventBridge refuses.</summary>
internal sealed class InvalidEventPatternException(string reason, Exception? innerException = null)
    : Exception($"Event pattern is not valid. Reason: {reason}.", innerException);
