using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.Sandbox.Policies;
using Sluice.Sandbox.Provisioning;

namespace Sluice.Sandbox.EventBridge;

/// <summary>What the bus works by.</summary>
/// <param name="Buckets">The buckets that send their events to EventBridge.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Queues">ARNs of the queues that are deployed.</param>
/// <param name="Policies">What the queues' policies let in.</param>
internal sealed record BusRules(FrozenSet<string> Buckets, ImmutableArray<EventRule> Rules, FrozenSet<string> Queues, CloudPolicies Policies)
{
    public static readonly BusRules None = new([], [], [], CloudPolicies.None);

    public static BusRules From(CloudFormationTemplate template, CloudPolicies policies, TemplateContext context) => new(
        template.Buckets.Where(bucket => bucket.SendsEvents).Select(bucket => bucket.Name).ToFrozenSet(StringComparer.Ordinal),
        template.Rules,
        template.Queues.Select(queue => context.QueueArn(queue.Name)).ToFrozenSet(StringComparer.Ordinal),
        policies);

    /// <summary>Whether EventBridge may try to send to a queue for a rule. One that is not there has no policy to forbid it.</summary>
    public bool MayReach(EventRule rule, string account, string queueArn) => !Queues.Contains(queueArn) || Policies.LetRuleSend(rule.Arn, account, queueArn);
}
