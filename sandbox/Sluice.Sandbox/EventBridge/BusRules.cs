using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.Sandbox.Provisioning;

namespace Sluice.Sandbox.EventBridge;

/// <summary>What the bus works by.</summary>
/// <param name="Buckets">The buckets that send their events to EventBridge.</param>
/// <param name="Rules">The rules.</param>
internal sealed record BusRules(FrozenSet<string> Buckets, ImmutableArray<EventRule> Rules)
{
    public static readonly BusRules None = new([], []);

    public static BusRules From(CloudFormationTemplate template) => new(
        template.Buckets.Where(bucket => bucket.SendsEvents).Select(bucket => bucket.Name).ToFrozenSet(StringComparer.Ordinal),
        template.Rules);
}
