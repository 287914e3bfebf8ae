using System.Collections.Immutable;

namespace Sluice.Sandbox.Policies;

/// <summary>
/// Decides as IAM does within one account (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html): a Deny wins, an Allow of
/// either side is enough, and without one the answer is no.
/// </summary>
internal static class PolicyEvaluator
{
    /// <summary>Decides about a request.</summary>
    /// <param name="identity">The statements of the caller's policies.</param>
    /// <param name="resource">The statements of the resource's policy.</param>
    /// <param name="request">The request.</param>
    public static PolicyDecision Decide(ImmutableArray<PolicyStatement> identity, ImmutableArray<PolicyStatement> resource, PolicyRequest request)
    {
        var own = identity.Where(statement => statement.Applies(request)).ToList();
        var about = resource.Where(statement => statement.Principals!.Covers(request.Caller) && statement.Applies(request)).ToList();
        return (own.Exists(statement => statement.IsDeny), about.Exists(statement => statement.IsDeny)) switch
        {
            (true, _) => PolicyDecision.DeniedByIdentity,
            (_, true) => PolicyDecision.DeniedByResource,
            _ when own.Count > 0 || about.Exists(statement => statement.Principals!.Names(request.Caller)) => PolicyDecision.Allow,
            _ => PolicyDecision.ImplicitDeny,
        };
    }
}
