using System.Collections.Immutable;

namespace Sluice.Sandbox.EventBridge;

/// <summary>A rule of the bus.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Pattern">Which events it takes.</param>
/// <param name="Targets">Where it sends them.</param>
internal sealed record EventRule(string Name, string Arn, EventPattern Pattern, ImmutableArray<EventTarget> Targets);
