using System.Collections.Immutable;

namespace Sluice.Sandbox.Policies;

/// <summary>A statement of a policy.</summary>
/// <param name="Sid">Its id, or an empty string.</param>
/// <param name="IsDeny">Whether its effect is <c>Deny</c>.</param>
/// <param name="Principals">Whom it is about; null in an identity policy.</param>
/// <param name="Actions">Actions, which may have wildcards.</param>
/// <param name="Resources">ARNs, which may have wildcards.</param>
/// <param name="Conditions">All must be met.</param>
internal sealed record PolicyStatement(
    string Sid,
    bool IsDeny,
    PolicyPrincipals? Principals,
    ImmutableArray<string> Actions,
    ImmutableArray<string> Resources,
    ImmutableArray<PolicyCondition> Conditions)
{
    /// <summary>Whether it is about the request, its principals aside.</summary>
    public bool Applies(PolicyRequest request) =>
        Actions.Any(action => Glob.Matches(action, request.Action, ignoreCase: true))
        && Resources.Any(resource => Glob.Matches(resource, request.Resource))
        && Conditions.All(condition => condition.IsMet(request));
}
