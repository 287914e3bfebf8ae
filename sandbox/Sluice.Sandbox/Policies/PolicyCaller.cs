using System.Collections.Immutable;

namespace Sluice.Sandbox.Policies;

/// <summary>Who asks.</summary>
/// <param name="Arn">What refusals call the caller: the user, or the role's session.</param>
/// <param name="Account">The caller's account; empty for a service.</param>
/// <param name="Principals">What a policy's <c>Principal</c> may call the caller: ARNs, or the service's name.</param>
/// <param name="IsService">Whether it is an AWS service.</param>
internal sealed record PolicyCaller(string Arn, string Account, ImmutableArray<string> Principals, bool IsService)
{
    /// <summary>EventBridge.</summary>
    public static readonly PolicyCaller EventBridge = new("events.amazonaws.com", "", ["events.amazonaws.com"], IsService: true);

    /// <summary>An IAM user.</summary>
    public static PolicyCaller User(string account, string name)
    {
        var arn = $"arn:aws:iam::{account}:user/{name}";
        return new(arn, account, [arn], IsService: false);
    }

    /// <summary>A session of a role.</summary>
    public static PolicyCaller Session(string account, string role)
    {
        var session = $"arn:aws:sts::{account}:assumed-role/{role}/sluice";
        return new(session, account, [session, $"arn:aws:iam::{account}:role/{role}"], IsService: false);
    }

    /// <summary>What a condition's <c>aws:PrincipalArn</c> is: for a session its role's.</summary>
    public string PrincipalArn => Principals[^1];
}
