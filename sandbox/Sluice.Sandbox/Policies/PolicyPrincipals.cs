using System.Collections.Immutable;

namespace Sluice.Sandbox.Policies;

/// <summary>The <c>Principal</c> of a resource policy's statement.</summary>
/// <param name="IsEverybody">Whether it is <c>*</c>.</param>
/// <param name="Arns">Users, roles, sessions, and accounts by their root or number.</param>
/// <param name="Services">Services by name.</param>
internal sealed record PolicyPrincipals(bool IsEverybody, ImmutableArray<string> Arns, ImmutableArray<string> Services)
{
    /// <summary>Whether the caller is named, or everybody is. An account by itself only hands the decision to its identity policies.</summary>
    public bool Names(PolicyCaller caller) => IsEverybody || (caller.IsService ? Services : Arns).Any(caller.Principals.Contains);

    /// <summary>Whether the caller is named, be it by its account.</summary>
    public bool Covers(PolicyCaller caller) =>
        Names(caller) || (!caller.IsService && (Arns.Contains(caller.Account) || Arns.Contains($"arn:aws:iam::{caller.Account}:root")));
}
