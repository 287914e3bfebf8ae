namespace Sluice.Sandbox.EventBridge;

/// <summary>The input transformer is one that EventBridge refuses.</summary>
internal sealed class InvalidInputTransformerException(string reason) : Exception($"Input transformer is not valid: {reason}.");
