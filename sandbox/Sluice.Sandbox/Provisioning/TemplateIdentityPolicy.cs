using System.Collections.Immutable;
using Sluice.Sandbox.Policies;

namespace Sluice.Sandbox.Provisioning;

/// <summary>A policy of users or roles. It is read only when it is somebody's here.</summary>
/// <param name="Name">Its name when it is a managed one, else null.</param>
/// <param name="Holders">Names of the users and roles that it is attached to.</param>
/// <param name="Read">Reads its statements.</param>
internal sealed record TemplateIdentityPolicy(string? Name, ImmutableArray<string> Holders, Func<ImmutableArray<PolicyStatement>> Read)
{
    /// <summary>
    /// Whether it is that identity's, or its for one domain: attached to a user or role of the name, or a managed policy of the name, which whoever deploys it attaches by hand.
    /// </summary>
    public bool IsOf(string identity) => Holders.Append(Name).Any(name => name == identity || name?.StartsWith($"{identity}-", StringComparison.Ordinal) == true);
}
