using System.Collections.Frozen;
using System.Collections.Immutable;
using Sluice.Sandbox.EventBridge;
using Sluice.Sandbox.Policies;
using Sluice.Topology;

namespace Sluice.Sandbox.Provisioning;

/// <summary>What synthesized templates deploy, as far as it carries objects or permits it: buckets, queues, rules and policies.</summary>
/// <param name="Buckets">The buckets.</param>
/// <param name="Queues">The queues, dead-letter queues first.</param>
/// <param name="Rules">The enabled rules.</param>
/// <param name="Identities">The policies of users and roles.</param>
/// <param name="ResourcePolicies">The statements of buckets' and queues' policies, by the resource's ARN.</param>
/// <param name="LeftOut">How many resources of which type nobody here works with.</param>
internal sealed record CloudFormationTemplate(
    ImmutableArray<TemplateBucket> Buckets,
    ImmutableArray<TemplateQueue> Queues,
    ImmutableArray<EventRule> Rules,
    ImmutableArray<TemplateIdentityPolicy> Identities,
    FrozenDictionary<string, ImmutableArray<PolicyStatement>> ResourcePolicies,
    ImmutableArray<(string Type, int Count)> LeftOut)
{
    /// <summary>Reads the templates, which make one cloud.</summary>
    /// <exception cref="SandboxException">One has what the sandbox does not know.</exception>
    public static CloudFormationTemplate Read(TemplateFiles files, TemplateContext context)
    {
        var stacks = files.Stacks.Select(file => new TemplateReader(file.Template, file.Stack, context)).ToList();
        try
        {
            return new(
                [.. stacks.SelectMany(stack => stack.Buckets())],
                [.. stacks.SelectMany(stack => stack.Queues()).OrderBy(queue => queue.HasDeadLetterQueue)],
                [.. stacks.SelectMany(stack => stack.Rules())],
                [.. stacks.SelectMany(stack => stack.IdentityPolicies())],
                ResourcePoliciesOf(stacks),
                [.. stacks.SelectMany(stack => stack.LeftOut()).CountBy(type => type).Select(type => (type.Key, type.Value)).OrderBy(type => type.Key)]);
        }
        catch (Exception e) when (e is InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new SandboxException($"The templates cannot be read: something in them is not of the kind that CloudFormation expects there ({e.Message}).", e);
        }
    }

    /// <summary>The policies, and who in them is held to which.</summary>
    /// <param name="names">Names of the managed policies, which are also those of users or roles, should the templates have such.</param>
    /// <exception cref="SandboxException">A policy of theirs has what the sandbox does not know.</exception>
    public CloudPolicies PoliciesFor(ResourceNames names) => new(StatementsOf(names.AgentPolicy), StatementsOf(names.OperatorPolicy), ResourcePolicies);

    private ImmutableArray<PolicyStatement> StatementsOf(string identity) =>
        [.. Identities.Where(policy => policy.IsOf(identity)).SelectMany(policy => policy.Read())];

    private static FrozenDictionary<string, ImmutableArray<PolicyStatement>> ResourcePoliciesOf(IEnumerable<TemplateReader> stacks)
    {
        var policies = new Dictionary<string, ImmutableArray<PolicyStatement>>();
        foreach (var (resource, document) in stacks.SelectMany(stack => stack.ResourcePolicies()))
        {
            if (!policies.TryAdd(resource, PolicyReader.Read(document, $"The policy of {resource}", isOfResource: true)))
            {
                throw new SandboxException($"{resource} has several policies in the templates: AWS keeps only one.");
            }
        }

        return policies.ToFrozenDictionary();
    }
}
