using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>The policies of an environment: for all domains at once, or for each.</summary>
internal static class IdentityPolicies
{
    /// <summary>Most characters of a managed policy, white space not counted (IAM quotas).</summary>
    public const int MaxCharacters = 6144;

    private static readonly JsonSerializerOptions _asWritten = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IEnumerable<DomainPolicies> For(InfraConfiguration configuration, KeyArns keys)
    {
        var (topology, options) = (configuration.Topology, configuration.Options);
        var names = topology.Names;
        return options.PolicyPerDomain
            ? topology.Domains.Select(domain => Of(domain.Name, names.DomainAgentPolicy(domain.Name), names.DomainOperatorPolicy(domain.Name), [domain]))
            : [Of(null, names.AgentPolicy, names.OperatorPolicy, topology.Domains)];

        DomainPolicies Of(string? domain, string agent, string people, IReadOnlyCollection<Domain> domains) => new(
            domain,
            new(agent, [.. AgentPermissions.For(topology, options, keys, domains)]),
            new(people, [.. OperatorPermissions.For(topology, keys, domains)]));
    }

    /// <summary>Policies that IAM would refuse for their length, which would show halfway through a deployment.</summary>
    public static IEnumerable<ConfigurationError> TooLong(InfraConfiguration configuration)
    {
        var options = configuration.Options;
        var created = options.Encryption == EncryptionAtRest.CustomerKey ? Arns.Key(configuration.Topology, $"{Guid.Empty}") : null;
        return For(configuration, KeyArns.Of(configuration, options.KmsKeyArn ?? created))
            .SelectMany(policies => (NamedPolicy[])[policies.Agent, policies.Operator])
            .Select(policy => (policy.Name, Characters: Characters(policy)))
            .Where(policy => policy.Characters > MaxCharacters)
            .Select(policy => new ConfigurationError(
                options.PolicyPerDomain ? "domains" : "infrastructure:policyPerDomain",
                options.PolicyPerDomain ? $"{configuration.Topology.Domains.Length} domains" : "false",
                options.PolicyPerDomain
                    ? $"shorter prefixes: policy {policy.Name} would have {policy.Characters} characters, and IAM takes {MaxCharacters}"
                    : $"true, since policy {policy.Name} would have {policy.Characters} characters with all domains, and IAM takes {MaxCharacters}"));
    }

    private static int Characters(NamedPolicy policy) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. policy.Permissions.Select(permission => JsonSerializer.SerializeToNode(permission.ToJson(), _asWritten))]),
    }.ToJsonString(_asWritten).Length;
}
