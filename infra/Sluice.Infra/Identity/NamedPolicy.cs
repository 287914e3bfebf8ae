using System.Collections.Immutable;

namespace Sluice.Infra.Identity;

/// <summary>A managed policy.</summary>
/// <param name="Name">Its name in IAM.</param>
/// <param name="Permissions">Its statements.</param>
internal sealed record NamedPolicy(string Name, ImmutableArray<Permission> Permissions);
