using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Sandbox;
using Sluice.Sandbox.Policies;

namespace Sluice.Tests.Policies;

[Trait("Category", "Unit")]
public sealed class PolicyEvaluatorTests
{
    private const string Object = "arn:aws:s3:::curated/market/t/a.parquet";
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:load";

    private static readonly PolicyCaller _agent = PolicyCaller.User("000000000000", "dev-load-agent");
    private static readonly PolicyCaller _session = PolicyCaller.Session("000000000000", "dev-load-agent");

    [Theory]
    [InlineData("s3:GetObject", "arn:aws:s3:::curated/market/*", true)]
    [InlineData("S3:getobject", "arn:aws:s3:::curated/market/*", true)]
    [InlineData("s3:Get*", "*", true)]
    [InlineData("s3:GetObjec?", "arn:aws:s3:::curated/market/?/a.parquet", true)]
    [InlineData("*", "arn:aws:s3:::*/a.parquet", true)]
    [InlineData("s3:GetObjectVersion", "*", false)]
    [InlineData("s3:Get", "*", false)]
    [InlineData("sqs:*", "*", false)]
    [InlineData("s3:GetObject", "arn:aws:s3:::curated/customer/*", false)]
    [InlineData("s3:GetObject", "arn:aws:s3:::curated/MARKET/*", false)]
    [InlineData("s3:GetObject", "arn:aws:s3:::curated", false)]
    public void Actions_and_resources_have_wildcards_and_only_resources_have_case(string action, string resource, bool allowed) =>
        Identity(Allow(action, resource)).ShouldBe(allowed ? PolicyDecision.Allow : PolicyDecision.ImplicitDeny);

    [Fact]
    public void Without_a_statement_the_answer_is_no() => Identity("""{ "Statement": [] }""").ShouldBe(PolicyDecision.ImplicitDeny);

    [Fact]
    public void An_explicit_deny_wins_over_every_allow()
    {
        Identity(
            """
            { "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" },
                             { "Effect": "Deny", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": ["*"] } ] }
            """).ShouldBe(PolicyDecision.DeniedByIdentity);
        Decide(Allow("*", "*"), Resource("Deny", "\"*\""), _agent).ShouldBe(PolicyDecision.DeniedByResource);
    }

    [Theory]
    [InlineData("\"*\"", true)]
    [InlineData("""{ "AWS": "*" }""", true)]
    [InlineData("""{ "AWS": ["arn:aws:iam::000000000000:user/other", "arn:aws:iam::000000000000:user/dev-load-agent"] }""", true)]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:user/dev-load" }""", false)]
    [InlineData("""{ "Service": "events.amazonaws.com" }""", false)]
    [InlineData("""{ "AWS": "000000000000" }""", false)]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:root" }""", false)]
    public void Within_an_account_the_resources_policy_alone_allows_whom_it_names_itself(string principal, bool allowed) =>
        Decide(null, Resource("Allow", principal), _agent).ShouldBe(allowed ? PolicyDecision.Allow : PolicyDecision.ImplicitDeny);

    [Theory]
    [InlineData("""{ "AWS": "000000000000" }""")]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:root" }""")]
    [InlineData("""{ "AWS": "arn:aws:iam::000000000000:role/dev-load-agent" }""")]
    [InlineData("""{ "AWS": "arn:aws:sts::000000000000:assumed-role/dev-load-agent/sluice" }""")]
    public void A_deny_meets_a_session_by_its_account_its_role_and_itself(string principal) =>
        Decide(Allow("*", "*"), Resource("Deny", principal), _session).ShouldBe(PolicyDecision.DeniedByResource);

    [Theory]
    [InlineData("Bool", "aws:SecureTransport", "\"false\"", false)]
    [InlineData("Bool", "aws:SecureTransport", "true", true)]
    [InlineData("Bool", "AWS:securetransport", "\"TRUE\"", true)]
    [InlineData("NumericLessThan", "s3:TlsVersion", "1.2", false)]
    [InlineData("NumericLessThan", "s3:TlsVersion", "\"1.4\"", true)]
    [InlineData("NumericLessThanEquals", "s3:TlsVersion", "1.3", true)]
    [InlineData("NumericGreaterThan", "s3:TlsVersion", "1.3", false)]
    [InlineData("NumericGreaterThanEquals", "s3:TlsVersion", "1.30", true)]
    [InlineData("NumericEquals", "s3:TlsVersion", "[1, 1.3]", true)]
    [InlineData("NumericNotEquals", "s3:TlsVersion", "1.3", false)]
    [InlineData("StringEquals", "s3:prefix", "[\"customer/\", \"market/\"]", true)]
    [InlineData("StringEquals", "s3:prefix", "\"MARKET/\"", false)]
    [InlineData("StringEqualsIgnoreCase", "s3:prefix", "\"MARKET/\"", true)]
    [InlineData("StringNotEqualsIgnoreCase", "s3:prefix", "\"MARKET/\"", false)]
    [InlineData("StringNotEquals", "s3:prefix", "[\"customer/\", \"market/\"]", false)]
    [InlineData("StringNotEquals", "s3:prefix", "\"customer/\"", true)]
    [InlineData("StringLike", "s3:prefix", "\"mar?et*\"", true)]
    [InlineData("StringNotLike", "s3:prefix", "\"mar*\"", false)]
    [InlineData("StringEquals", "s3:delimiter", "\"/\"", false)]
    [InlineData("StringNotEquals", "s3:delimiter", "\"/\"", true)]
    [InlineData("StringEqualsIfExists", "s3:delimiter", "\"/\"", true)]
    [InlineData("StringEqualsIfExists", "s3:prefix", "\"other\"", false)]
    [InlineData("Null", "s3:delimiter", "true", true)]
    [InlineData("Null", "s3:delimiter", "false", false)]
    [InlineData("Null", "s3:prefix", "true", false)]
    [InlineData("Null", "s3:prefix", "false", true)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "\"arn:aws:iam::000000000000:user/dev-load-agent\"", true)]
    [InlineData("ArnEquals", "aws:PrincipalArn", "\"arn:aws:iam::*:user/*\"", true)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:aws:iam:*:user/dev-load-agent\"", false)]
    [InlineData("ArnLike", "aws:PrincipalArn", "\"arn:*\"", false)]
    [InlineData("ArnNotLike", "aws:PrincipalArn", "\"arn:aws:iam::*:role/*\"", true)]
    [InlineData("StringEquals", "aws:PrincipalAccount", "\"000000000000\"", true)]
    [InlineData("StringEquals", "kms:ViaService", "\"s3.us-east-1.amazonaws.com\"", false)]
    public void A_condition_is_met_or_not(string name, string key, string values, bool met)
    {
        var policy = $$"""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "{{name}}": { "{{key}}": {{values}} } } } }""";

        Identity(policy).ShouldBe(met ? PolicyDecision.Allow : PolicyDecision.ImplicitDeny);
    }

    [Theory]
    [InlineData("\"true\", \"Null\": { \"s3:prefix\": false }", true)]
    [InlineData("\"true\", \"Null\": { \"s3:prefix\": true }", false)]
    public void All_conditions_of_a_statement_must_be_met(string bool1, bool met)
    {
        var parts = bool1.Split(", ", 2);
        var policy = $$"""{ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": {{parts[0]}} }, {{parts[1]}} } }] }""";

        Identity(policy).ShouldBe(met ? PolicyDecision.Allow : PolicyDecision.ImplicitDeny);
    }

    [Fact]
    public void The_deny_of_insecure_transport_denies_it_and_nothing_else()
    {
        const string deny = """{ "Statement": [{ "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "sqs:*", "Resource": "*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } }] }""";
        var insecure = new Dictionary<string, string> { ["aws:SecureTransport"] = "false" };

        Decide(Allow("*", "*"), deny, _agent, "sqs:ReceiveMessage", Queue).ShouldBe(PolicyDecision.Allow);
        Decide(Allow("*", "*"), deny, _agent, "sqs:ReceiveMessage", Queue, insecure).ShouldBe(PolicyDecision.DeniedByResource);
    }

    [Theory]
    [InlineData("arn:aws:events:us-east-1:000000000000:rule/mine", true)]
    [InlineData("arn:aws:events:us-east-1:000000000000:rule/other", false)]
    public void A_rule_sends_only_where_a_queue_lets_it(string rule, bool allowed) =>
        Tests.Sandbox.QueuePolicies.Letting("arn:aws:events:us-east-1:000000000000:rule/mine", Queue).LetRuleSend(rule, "000000000000", Queue).ShouldBe(allowed);

    [Theory]
    [InlineData("\"Effect\": \"Allow\", \"NotAction\": \"s3:*\", \"Resource\": \"*\"", "the element NotAction")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"NotResource\": \"*\"", "the element NotResource")]
    [InlineData("\"Effect\": \"Permit\", \"Action\": \"s3:*\", \"Resource\": \"*\"", "the effect Permit")]
    [InlineData("\"Effect\": \"Allow\", \"Resource\": \"*\"", "without Action")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"s3:*\", \"Resource\": []", "without Resource")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Principal\": \"*\"", "with Principal")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"arn:aws:s3:::b/${aws:username}\"", "the policy variable of arn:aws:s3:::b/${aws:username}")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": { \"IpAddress\": { \"s3:prefix\": \"1\" } }", "the condition operator IpAddress")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": { \"ForAnyValue:StringEquals\": { \"s3:prefix\": \"1\" } }", "the condition operator ForAnyValue:StringEquals")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": { \"StringEquals\": { \"aws:PrincipalTag/team\": \"1\" } }", "the condition key aws:PrincipalTag/team")]
    [InlineData("\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": { \"NumericLessThan\": { \"s3:TlsVersion\": \"new\" } }", "which is no number")]
    public void What_it_does_not_know_is_an_error_that_names_it(string statement, string named)
    {
        var error = Should.Throw<SandboxException>(() => Read($$"""{ "Statement": [{ {{statement}} }] }"""));

        error.Message.ShouldStartWith("The policy has ");
        error.Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("\"nobody\"", "the principal nobody")]
    [InlineData("""{ "Federated": "x" }""", "a principal of the kind Federated")]
    public void A_principal_that_it_does_not_know_is_an_error_too(string principal, string named) =>
        Should.Throw<SandboxException>(() => Decide(null, Resource("Allow", principal), _agent)).Message.ShouldContain(named);

    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a*b*c", "aXbXbXc", true)]
    [InlineData("a*b*c", "aXcXb", false)]
    [InlineData("*a?c", "aacabc", true)]
    [InlineData("**", "x", true)]
    public void A_wildcard_takes_as_much_as_it_must(string pattern, string text, bool fits) => Glob.Matches(pattern, text).ShouldBe(fits);

    private static PolicyDecision Identity(string policy) => Decide(policy, null, _agent);

    private static PolicyDecision Decide(
        string? identity, string? resource, PolicyCaller caller, string action = "s3:GetObject", string on = Object, Dictionary<string, string>? conditions = null) =>
        PolicyEvaluator.Decide(
            identity is null ? [] : Read(identity),
            resource is null ? [] : PolicyReader.Read(JsonNode.Parse(resource), "The policy", isOfResource: true),
            new PolicyRequest(caller, action, on, conditions ?? new() { ["s3:prefix"] = "market/" }));

    private static ImmutableArray<PolicyStatement> Read(string policy) => PolicyReader.Read(JsonNode.Parse(policy), "The policy", isOfResource: false);

    private static string Allow(string action, string resource) =>
        $$"""{ "Statement": [{ "Sid": "One", "Effect": "Allow", "Action": "{{action}}", "Resource": "{{resource}}" }] }""";

    private static string Resource(string effect, string principal) =>
        $$"""{ "Statement": { "Effect": "{{effect}}", "Principal": {{principal}}, "Action": "s3:*", "Resource": "*" } }""";
}
