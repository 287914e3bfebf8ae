namespace Sluice.Sandbox.Policies;

/// <summary>What policies say to a request.</summary>
internal enum PolicyDecision
{
    /// <summary>No statement allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement allows it and none denies it.</summary>
    Allow,

    /// <summary>A statement of an identity policy denies it.</summary>
    DeniedByIdentity,

    /// <summary>A statement of the resource's policy denies it.</summary>
    DeniedByResource,
}
