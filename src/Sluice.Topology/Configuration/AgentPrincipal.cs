namespace Sluice.Topology;

/// <summary>Who carries the agent's policy (R14, R15).</summary>
public enum AgentPrincipal
{
    /// <summary>Nobody yet: it is attached to a role or user that is there already.</summary>
    Policy,

    /// <summary>A role that an X.509 certificate opens through IAM Roles Anywhere.</summary>
    RolesAnywhere,

    /// <summary>An IAM user. Its access keys are made, rotated and kept by hand.</summary>
    User,
}
