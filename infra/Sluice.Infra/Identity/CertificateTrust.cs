using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.RolesAnywhere;
using Constructs;
using Sluice.Infra.Configuration;

namespace Sluice.Infra.Identity;

/// <summary>
/// IAM Roles Anywhere: who holds a certificate of the CA takes a role for an hour
/// (https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html).
/// </summary>
internal sealed class CertificateTrust : Construct
{
    /// <summary>How long a session lasts, in seconds.</summary>
    public const int SessionSeconds = 3600;

    private readonly InfraConfiguration _configuration;

    public CertificateTrust(IdentityStack stack, InfraConfiguration configuration)
        : base(stack, "RolesAnywhere")
    {
        _configuration = configuration;
        TrustAnchorArn = new CfnTrustAnchor(this, "TrustAnchor", new CfnTrustAnchorProps
        {
            Name = configuration.Topology.Names.RolesAnywhere,
            Enabled = true,
            Source = new CfnTrustAnchor.SourceProperty
            {
                SourceType = "CERTIFICATE_BUNDLE",
                SourceData = new CfnTrustAnchor.SourceDataProperty { X509CertificateData = configuration.CaCertificate },
            },
        }).AttrTrustAnchorArn;
    }

    public string TrustAnchorArn { get; }

    /// <summary>Adds the role that carries a policy and is named like it.</summary>
    /// <returns>Its ARN.</returns>
    public string AddRole(Construct scope, DomainPolicies policies, string policyArn) => new CfnRole(scope, "Role", new CfnRoleProps
    {
        RoleName = policies.Agent.Name,
        Description = $"Sluice agent of {policies.Domain ?? _configuration.Topology.Environment}, by certificate",
        AssumeRolePolicyDocument = new PolicyDocument(new PolicyDocumentProps { Statements = [Trust(policies.Domain)] }),
        ManagedPolicyArns = [policyArn],
        MaxSessionDuration = SessionSeconds,
    }).AttrArn;

    /// <summary>Adds the profile of these roles.</summary>
    /// <returns>Its ARN.</returns>
    public string AddProfile(IEnumerable<string> roleArns) => new CfnProfile(this, "Profile", new CfnProfileProps
    {
        Name = _configuration.Topology.Names.RolesAnywhere,
        Enabled = true,
        RoleArns = [.. roleArns],
        DurationSeconds = SessionSeconds,
    }).AttrProfileArn;

    private PolicyStatement Trust(string? domain)
    {
        var conditions = new Dictionary<string, object>
        {
            ["ArnEquals"] = new Dictionary<string, object> { ["aws:SourceArn"] = TrustAnchorArn },
        };
        if (_configuration.Options.CertificateCommonName is { } name)
        {
            conditions["StringEquals"] = new Dictionary<string, object>
            {
                ["aws:PrincipalTag/x509Subject/CN"] = name.Replace(InfrastructureRules.DomainPlaceholder, domain, StringComparison.Ordinal),
            };
        }

        return new PolicyStatement(new PolicyStatementProps
        {
            Principals = [new ServicePrincipal("rolesanywhere.amazonaws.com")],
            Actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
            Conditions = conditions,
        });
    }
}
