using Amazon.CDK.AWS.IAM;
using Constructs;
using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>What the agent and its operators may do, and who the agent is (R14, R15).</summary>
internal sealed class IdentityStack : EnvironmentStack
{
    private readonly InfraConfiguration _configuration;

    /// <param name="scope">The app.</param>
    /// <param name="configuration">What to deploy.</param>
    /// <param name="keyArn">Customer managed key of what is deployed, or null.</param>
    public IdentityStack(Construct scope, InfraConfiguration configuration, string? keyArn)
        : base(scope, configuration, StackPart.Identity)
    {
        _configuration = configuration;
        var agents = new List<(DomainPolicies Policies, ManagedPolicy Agent)>();
        foreach (var policies in IdentityPolicies.For(configuration, KeyArns.Of(configuration, keyArn)))
        {
            agents.Add((policies, Policy("Agent", policies.Domain, policies.Agent, "receive from its queues, read its objects")));
            _ = Policy("Operator", policies.Domain, policies.Operator, "audit, backfill, replay, redrive");
        }

        switch (configuration.Options.AgentIdentity)
        {
            case AgentPrincipal.RolesAnywhere:
                AddRoles(agents);
                break;
            case AgentPrincipal.User:
                AddUsers(agents);
                break;
        }
    }

    private ManagedPolicy Policy(string kind, string? domain, NamedPolicy named, string purpose)
    {
        var scope = Scope(domain);
        var policy = new ManagedPolicy(scope, kind, new ManagedPolicyProps
        {
            ManagedPolicyName = named.Name,
            Description = $"Sluice {kind.ToLowerInvariant()} of {domain ?? _configuration.Topology.Environment}: {purpose}",
            Statements = [.. named.Permissions.Select(permission => permission.ToStatement())],
        });
        StackOutput.Add(scope, $"{kind}PolicyArn", policy.ManagedPolicyArn, $"Policy {named.Name}");
        return policy;
    }

    private void AddRoles(IEnumerable<(DomainPolicies Policies, ManagedPolicy Agent)> agents)
    {
        var trust = new CertificateTrust(this, _configuration);
        var roles = new List<string>();
        foreach (var (policies, agent) in agents)
        {
            var role = trust.AddRole(Scope(policies.Domain), policies, agent.ManagedPolicyArn);
            StackOutput.Add(Scope(policies.Domain), "AgentRoleArn", role, $"Role {policies.Agent.Name}: --role-arn of aws_signing_helper");
            roles.Add(role);
        }

        StackOutput.Add(this, "TrustAnchorArn", trust.TrustAnchorArn, "--trust-anchor-arn of aws_signing_helper");
        StackOutput.Add(this, "ProfileArn", trust.AddProfile(roles), "--profile-arn of aws_signing_helper");
    }

    private void AddUsers(IEnumerable<(DomainPolicies Policies, ManagedPolicy Agent)> agents)
    {
        foreach (var (policies, agent) in agents)
        {
            var user = new CfnUser(Scope(policies.Domain), "User", new CfnUserProps
            {
                UserName = policies.Agent.Name,
                ManagedPolicyArns = [agent.ManagedPolicyArn],
            });
            StackOutput.Add(Scope(policies.Domain), "AgentUserName", user.Ref, "User without access keys: make one by hand");
        }
    }

    // Not numbered: a domain more must not move the names of the others to other resources, which CloudFormation would have to replace
    private Construct Scope(string? domain) => domain is null ? this : (Construct?)Node.TryFindChild(domain) ?? new Construct(this, domain);
}
