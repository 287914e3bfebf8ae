namespace Sluice.Sandbox.Provisioning;

/// <summary>A bucket of a template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SendsEvents">Whether it sends its events to EventBridge.</param>
internal sealed record TemplateBucket(string Name, bool SendsEvents);
