namespace Sluice.Topology;

/// <summary>How a domain ranks when several have work at once (specification, Domain Configuration; R5).</summary>
public enum DomainPriority
{
    /// <summary>Loads when nothing more urgent waits, but never starves.</summary>
    Low,

    /// <summary>Between <see cref="Low"/> and <see cref="High"/>.</summary>
    Medium,

    /// <summary>Loads first.</summary>
    High,
}
