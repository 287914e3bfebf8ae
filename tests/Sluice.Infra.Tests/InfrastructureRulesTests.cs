using System.Text.Json.Nodes;
using Sluice.Infra.Configuration;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class InfrastructureRulesTests
{
    private const string KeyArn = "arn:aws:kms:ap-northeast-2:111122223333:key/11111111-2222-3333-4444-555555555555";

    [Theory]
    [InlineData("kmsKeyArn", $$"""{ "kmsKeyArn": "{{KeyArn}}" }""", "nothing, unless infrastructure.encryption is CustomerKey")]
    [InlineData("bucketKmsKeyArn", $$"""{ "bucketKmsKeyArn": "{{KeyArn}}" }""", "nothing, unless infrastructure.importBucket is true")]
    [InlineData("kmsKeyArn", """{ "encryption": "CustomerKey", "kmsKeyArn": "alias/mine" }""", "the ARN of a KMS key in ap-northeast-2, arn:aws:kms:ap-northeast-2:<account>:key/<id>")]
    [InlineData("kmsKeyArn", """{ "encryption": "CustomerKey", "kmsKeyArn": "arn:aws:kms:us-east-1:111122223333:key/1" }""", "the ARN of a KMS key in ap-northeast-2, arn:aws:kms:ap-northeast-2:<account>:key/<id>")]
    [InlineData("bucketKmsKeyArn", """{ "importBucket": true, "bucketKmsKeyArn": "arn:aws:kms:ap-northeast-2:111122223333:alias/x" }""", "the ARN of a KMS key in ap-northeast-2, arn:aws:kms:ap-northeast-2:<account>:key/<id>")]
    [InlineData("caCertificateFile", """{ "caCertificateFile": "ca.pem" }""", "nothing, unless infrastructure.agentIdentity is RolesAnywhere")]
    [InlineData("certificateCommonName", """{ "agentIdentity": "User", "certificateCommonName": "x" }""", "nothing, unless infrastructure.agentIdentity is RolesAnywhere")]
    [InlineData("alarmEmailP0", """{ "alarmEmailP0": "on call" }""", "an e-mail address")]
    [InlineData("alarmEmailP1", """{ "alarmEmailP1": "@" }""", "an e-mail address")]
    [InlineData("tags:aws-team", """{ "tags": { "aws-team": "x" } }""", "a key of 1–128 and a value of up to 256 letters, digits, spaces or _ . / = + - @, the key not starting with aws")]
    [InlineData("tags:team", """{ "tags": { "team": "a,b" } }""", "a key of 1–128 and a value of up to 256 letters, digits, spaces or _ . / = + - @, the key not starting with aws")]
    public void What_cannot_be_deployed_is_one_sentence_with_key_value_and_limit(string key, string infrastructure, string expected)
    {
        var problem = Problems(infrastructure).ShouldHaveSingleItem();

        problem.ShouldStartWith($"infrastructure:{key} is \"");
        problem.ShouldEndWith($"\": expected {expected}");
    }

    [Fact]
    public void A_prefix_that_IAM_does_not_take_is_refused()
    {
        var problems = new List<string>();
        using var file = new TemporaryFile("""{ "environment": "dev", "account": "111122223333", "region": "ap-northeast-2", "bucket": "curated", "domains": { "market": { "prefix": "시장/" } } }""");

        InfraConfiguration.Read(file.Path, problems).ShouldBeNull();

        problems.ShouldBe(["domains:market:prefix is \"시장/\": expected printable ASCII: IAM policies name it"]);
    }

    [Fact]
    public void Roles_Anywhere_needs_a_CA() =>
        Problems("""{ "agentIdentity": "RolesAnywhere" }""").ShouldBe(
            ["infrastructure:caCertificateFile is missing: expected a PEM file with the CA's certificate, since infrastructure.agentIdentity is RolesAnywhere"]);

    [Fact]
    public void A_file_without_a_certificate_and_a_certificate_of_no_CA_are_refused()
    {
        using var text = new TemporaryFile("no certificate");
        foreach (var file in (string[])[text.Path, "missing.pem", Certificates.CreateCa(isCa: false)])
        {
            Problems(RolesAnywhere(file)).ShouldBe(
                [$"infrastructure:caCertificateFile is \"{file}\": expected the path, from the configuration file on, of a PEM file with the certificate of a CA (CA:TRUE)"]);
        }
    }

    [Fact]
    public void The_CA_s_file_is_looked_for_beside_the_configuration()
    {
        var ca = Certificates.CreateCa();
        var file = Path.Combine(Path.GetDirectoryName(ca)!, "sluice.json");
        File.WriteAllText(file, Configuration(RolesAnywhere("ca.pem")));
        var problems = new List<string>();

        InfraConfiguration.Read(file, problems)!.CaCertificate.ShouldNotBeNull().ShouldStartWith("-----BEGIN CERTIFICATE-----");
        problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_per_domain_needs_a_role_per_domain()
    {
        var one = RolesAnywhere(Certificates.CreateCa(), ("certificateCommonName", "sluice-{domain}"));

        Problems(one).ShouldBe(
            ["infrastructure:certificateCommonName is \"sluice-{domain}\": expected no {domain}, unless infrastructure.policyPerDomain is true"]);
        Problems(RolesAnywhere(Certificates.CreateCa(), ("certificateCommonName", "sluice-{domain}"), ("policyPerDomain", true))).ShouldBeEmpty();
    }

    [Fact]
    public void Policies_that_IAM_would_refuse_for_their_length_are_found_before_anything_is_deployed()
    {
        var domains = new JsonObject(Enumerable.Range(0, 30).Select(n => KeyValuePair.Create($"domain{n}", (JsonNode?)new JsonObject())));
        var configuration = JsonNode.Parse(Configuration("{}"))!;
        configuration["domains"] = domains;

        Read(configuration.ToJsonString()).ShouldHaveSingleItem().ShouldMatch(
            """^infrastructure:policyPerDomain is "false": expected true, since policy dev-load-agent would have \d{4,5} characters with all domains, and IAM takes 6144$""");

        configuration["infrastructure"]!["policyPerDomain"] = true;
        Read(configuration.ToJsonString()).ShouldBeEmpty();
    }

    private static string RolesAnywhere(string file, params (string Key, JsonNode Value)[] others)
    {
        var infrastructure = new JsonObject { ["agentIdentity"] = "RolesAnywhere", ["caCertificateFile"] = file };
        foreach (var (key, value) in others)
        {
            infrastructure[key] = value;
        }

        return infrastructure.ToJsonString();
    }

    private static List<string> Problems(string infrastructure) => Read(Configuration(infrastructure));

    private static string Configuration(string infrastructure) => $$"""
        {
          "environment": "dev", "account": "111122223333", "region": "ap-northeast-2", "bucket": "data-pipeline-curated-dev",
          "infrastructure": {{infrastructure}}
        }
        """;

    private static List<string> Read(string text)
    {
        using var file = new TemporaryFile(text);
        var problems = new List<string>();
        (InfraConfiguration.Read(file.Path, problems) is null).ShouldBe(problems.Count > 0);
        return problems;
    }
}
