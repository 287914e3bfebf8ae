using System.Collections.Immutable;

namespace Sluice.Sandbox.Provisioning;

/// <summary>A bucket of a template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="SendsEvents">Whether it sends its events to EventBridge.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record TemplateBucket(string Name, bool SendsEvents, ImmutableSortedDictionary<string, string> Tags);
