namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class AgentIdentityTests(SynthesizedPipelines pipelines)
{
    private static readonly string[] _domains = ["market", "customer", "analytics", "product"];

    private CloudTemplate Certified => pipelines.Hardened("dev").Identity;

    [Fact]
    public void The_trust_anchor_has_the_CA_s_certificate_and_not_its_key_R15()
    {
        var anchor = CloudTemplate.PropertiesOf(Certified.One("AWS::RolesAnywhere::TrustAnchor").Value);

        ((string?)anchor["Name"]).ShouldBe("dev-sluice");
        ((bool?)anchor["Enabled"]).ShouldBe(true);
        ((string?)anchor["Source"]!["SourceType"]).ShouldBe("CERTIFICATE_BUNDLE");
        var pem = (string)anchor["Source"]!["SourceData"]!["X509CertificateData"]!;
        pem.ShouldStartWith("-----BEGIN CERTIFICATE-----");
        Certified.Document.ToJsonString().ShouldNotContain("PRIVATE");
    }

    [Fact]
    public void A_role_opens_to_the_trust_anchor_s_certificates_of_its_name_alone_R15()
    {
        var anchor = Certified.One("AWS::RolesAnywhere::TrustAnchor").Key;
        foreach (var domain in _domains)
        {
            var (_, role) = Certified.One("AWS::IAM::Role", "RoleName", $"dev-load-agent-{domain}");

            role["Properties"]!["AssumeRolePolicyDocument"]!["Statement"].ShouldBeJson($$"""
                [{
                  "Effect": "Allow", "Principal": { "Service": "rolesanywhere.amazonaws.com" },
                  "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
                  "Condition": {
                    "ArnEquals": { "aws:SourceArn": { "Fn::GetAtt": ["{{anchor}}", "TrustAnchorArn"] } },
                    "StringEquals": { "aws:PrincipalTag/x509Subject/CN": "sluice-{{domain}}.example.com" }
                  }
                }]
                """);
            var policy = Certified.One("AWS::IAM::ManagedPolicy", "ManagedPolicyName", $"dev-load-agent-{domain}").Key;
            role["Properties"]!["ManagedPolicyArns"].ShouldBeJson($$"""[{ "Ref": "{{policy}}" }]""");
        }
    }

    [Fact]
    public void A_session_lasts_an_hour_R15()
    {
        var profile = CloudTemplate.PropertiesOf(Certified.One("AWS::RolesAnywhere::Profile").Value);

        ((int?)profile["DurationSeconds"]).ShouldBe(3600);
        ((bool?)profile["Enabled"]).ShouldBe(true);
        profile["RoleArns"]!.AsArray().Select(arn => (string)arn!["Fn::GetAtt"]![0]!)
            .ShouldBe(Certified.OfType("AWS::IAM::Role").Select(role => role.Key), ignoreOrder: true);
        Certified.OfType("AWS::IAM::Role").ShouldAllBe(role => (int?)role.Value["Properties"]!["MaxSessionDuration"] == 3600);
    }

    [Fact]
    public void An_IAM_user_has_the_policy_and_no_access_key()
    {
        var identity = pipelines.Imported.Identity;
        var policy = identity.One("AWS::IAM::ManagedPolicy", "ManagedPolicyName", "stage-load-agent").Key;

        CloudTemplate.PropertiesOf(identity.One("AWS::IAM::User").Value).ShouldBeJson($$"""
            { "UserName": "stage-load-agent", "ManagedPolicyArns": [{ "Ref": "{{policy}}" }] }
            """);
        identity.OfType("AWS::IAM::AccessKey").ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_is_not_asked_for_is_not_made()
    {
        pipelines.Dev.Identity.Resources.Values.Concat(pipelines.Prod.Identity.Resources.Values)
            .ShouldAllBe(resource => (string?)resource["Type"] == "AWS::IAM::ManagedPolicy");
        Certified.OfType("AWS::IAM::User").ShouldBeEmpty();
    }

    [Fact]
    public void The_outputs_name_what_aws_signing_helper_asks_for()
    {
        var outputs = Certified.Outputs.Keys.ToList();

        outputs.ShouldContain("TrustAnchorArn");
        outputs.ShouldContain("ProfileArn");
        foreach (var domain in _domains)
        {
            outputs.ShouldContain(name => name.StartsWith($"{domain}AgentRoleArn", StringComparison.Ordinal));
        }
    }
}
