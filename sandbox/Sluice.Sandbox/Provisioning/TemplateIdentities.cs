using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Sandbox.Policies;

namespace Sluice.Sandbox.Provisioning;

/// <summary>
/// Reads the policies of users and roles of one template: managed and inline ones. What else identities have (trust, boundaries, groups) is left out, since the
/// sandbox hands keys to the agent without asking.
/// </summary>
internal sealed class TemplateIdentities(JsonObject resources, TemplateResolver resolver, string stack)
{
    private static readonly string[] _holders = ["Users", "Roles"];

    public IEnumerable<TemplateIdentityPolicy> Policies() => resources.SelectMany(resource => (string?)resource.Value!["Type"] switch
    {
        ResourceTypes.ManagedPolicy => [Standalone(resource.Key, resolver.NameOf(resource.Key), HoldersOf(resource.Key))],
        ResourceTypes.Policy => [Standalone(resource.Key, name: null, HoldersOf(resource.Key))],
        ResourceTypes.Role or ResourceTypes.User => Own(resource.Key),
        _ => [],
    });

    /// <summary>The users and roles that name the managed policy, and those that it names.</summary>
    private ImmutableArray<string> HoldersOf(string policy)
    {
        var named = _holders.SelectMany(property => Property(policy, property)?.AsArray() ?? []).Select(resolver.Text);
        var naming = resources
            .Where(resource => (string?)resource.Value!["Type"] is ResourceTypes.Role or ResourceTypes.User)
            .Where(holder => (Property(holder.Key, "ManagedPolicyArns")?.AsArray() ?? []).Any(arn => (string?)(arn as JsonObject)?["Ref"] == policy))
            .Select(holder => resolver.NameOf(holder.Key));
        return [.. named, .. naming];
    }

    private TemplateIdentityPolicy Standalone(string logicalId, string? name, ImmutableArray<string> holders) =>
        new(name, holders, () => Read(Property(logicalId, "PolicyDocument"), logicalId));

    private IEnumerable<TemplateIdentityPolicy> Own(string holder)
    {
        ImmutableArray<string> holders = [resolver.NameOf(holder)];
        var inline = (Property(holder, "Policies")?.AsArray() ?? [])
            .Select(policy => new TemplateIdentityPolicy(null, holders, () => Read(policy!["PolicyDocument"], holder)));
        var foreign = (Property(holder, "ManagedPolicyArns")?.AsArray() ?? [])
            .Where(arn => (arn as JsonObject)?["Ref"] is null)
            .Select(arn => new TemplateIdentityPolicy(null, holders, () => throw new SandboxException(
                $"{holder} of stack {stack} has the managed policy {resolver.Text(arn)}, which is not in its template: the sandbox cannot read it.")));
        return inline.Concat(foreign);
    }

    private ImmutableArray<PolicyStatement> Read(JsonNode? document, string logicalId) =>
        PolicyReader.Read(resolver.Resolve(document), $"{logicalId} of stack {stack}", isOfResource: false);

    private JsonNode? Property(string logicalId, string name) => resources[logicalId]!["Properties"]?[name];
}
