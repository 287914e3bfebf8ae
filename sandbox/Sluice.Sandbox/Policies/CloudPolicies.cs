using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Sluice.Sandbox.Policies;

/// <summary>The policies that templates deploy, as far as somebody here is held to them.</summary>
/// <param name="Agent">The statements of all policies of the agent's identity.</param>
/// <param name="Operator">Those of the operators'.</param>
/// <param name="ByResource">The statements of buckets' and queues' policies, by the resource's ARN.</param>
internal sealed record CloudPolicies(
    ImmutableArray<PolicyStatement> Agent, ImmutableArray<PolicyStatement> Operator, FrozenDictionary<string, ImmutableArray<PolicyStatement>> ByResource)
{
    private const string SendMessage = "sqs:SendMessage";

    /// <summary>Nothing is deployed, and nothing allowed.</summary>
    public static readonly CloudPolicies None = new([], [], FrozenDictionary<string, ImmutableArray<PolicyStatement>>.Empty);

    /// <summary>Decides about a request of somebody with these identity policies.</summary>
    public PolicyDecision Decide(ImmutableArray<PolicyStatement> identity, PolicyRequest request) =>
        PolicyEvaluator.Decide(identity, ByResource.GetValueOrDefault(OwnerOf(request.Resource), []), request);

    /// <summary>Whether a queue's policy lets EventBridge send for a rule.</summary>
    /// <param name="ruleArn">ARN of the rule.</param>
    /// <param name="account">The rule's account.</param>
    /// <param name="queueArn">ARN of the queue.</param>
    public bool LetRuleSend(string ruleArn, string account, string queueArn)
    {
        var conditions = new Dictionary<string, string> { ["aws:SourceArn"] = ruleArn, ["aws:SourceAccount"] = account };
        return Decide([], new PolicyRequest(PolicyCaller.EventBridge, SendMessage, queueArn, conditions)) == PolicyDecision.Allow;
    }

    // An object has the policy of its bucket.
    private static string OwnerOf(string resource) =>
        resource.StartsWith("arn:aws:s3:::", StringComparison.Ordinal) ? resource.Split('/', 2)[0] : resource;
}
