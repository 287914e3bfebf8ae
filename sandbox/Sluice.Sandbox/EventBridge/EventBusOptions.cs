namespace Sluice.Sandbox.EventBridge;

/// <summary>What every event of the bus says.</summary>
/// <param name="Account">The account that owns the buckets.</param>
/// <param name="Region">Their Region.</param>
internal sealed record EventBusOptions(string Account, string Region);
