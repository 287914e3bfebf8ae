using Sluice.Sandbox;
using Sluice.Sandbox.Policies;
using Sluice.Sandbox.Provisioning;
using Sluice.Topology;

namespace Sluice.Tests.Sandbox;

/// <summary>Which policies of a template are whose.</summary>
[Trait("Category", "Unit")]
public sealed class TemplatePolicyTests
{
    private const string Agent = "dev-load-agent";
    private const string Queue = "arn:aws:sqs:us-east-1:000000000000:load";

    private static readonly TemplateContext _context = new("000000000000", "us-east-1", new Uri("http://127.0.0.1:4566"));

    [Fact]
    public void The_managed_policy_of_the_agents_name_is_the_agents_and_no_other() => Sids(
        $$"""
        "Agent": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "{{Agent}}", "PolicyDocument": {{Document("Agent")}} } },
        "Operator": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "dev-load-operator", "PolicyDocument": {{Document("Operator")}} } },
        "Unnamed": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": {{Document("Unnamed")}} } }
        """).ShouldBe(["Agent"]);

    [Theory]
    [InlineData("Role", "RoleName")]
    [InlineData("User", "UserName")]
    public void Everything_that_is_attached_to_a_role_or_user_of_the_name_is_the_agents(string type, string name) => Sids(
        $$"""
        "Holder": { "Type": "AWS::IAM::{{type}}", "Properties": { "{{name}}": "{{Agent}}",
          "AssumeRolePolicyDocument": { "Fn::Unknown": [] },
          "Policies": [{ "PolicyName": "inline", "PolicyDocument": {{Document("Inline")}} }],
          "ManagedPolicyArns": [{ "Ref": "Named" }] } },
        "Named": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": {{Document("Named")}} } },
        "Naming": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "{{type}}s": [{ "Ref": "Holder" }], "PolicyDocument": {{Document("Naming")}} } },
        "Apart": { "Type": "AWS::IAM::Policy", "Properties": { "PolicyName": "p", "{{type}}s": ["{{Agent}}"], "PolicyDocument": {{Document("Apart")}} } },
        "Other": { "Type": "AWS::IAM::{{type}}", "Properties": { "Policies": [{ "PolicyName": "o", "PolicyDocument": {{Document("Other")}} }] } },
        "OthersOwn": { "Type": "AWS::IAM::Policy", "Properties": { "PolicyName": "p", "{{type}}s": [{ "Ref": "Other" }], "PolicyDocument": {{Document("OthersOwn")}} } }
        """).ShouldBe(["Inline", "Named", "Naming", "Apart"], ignoreOrder: true);

    [Fact]
    public void Policies_of_single_domains_are_the_agents_too() => Sids(
        $$"""
        "Market": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "{{Agent}}-market", "PolicyDocument": {{Document("Market")}} } },
        "Other": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "{{Agent}}s", "PolicyDocument": {{Document("Other")}} } }
        """).ShouldBe(["Market"]);

    [Fact]
    public void What_is_not_the_agents_need_not_be_understood() => Sids(
        """
        "Operator": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "operator",
          "PolicyDocument": { "Statement": [{ "Effect": "Allow", "NotAction": "iam:*", "Resource": { "Fn::ImportValue": "x" } }] } } }
        """).ShouldBeEmpty();

    [Fact]
    public void What_is_the_agents_and_not_understood_is_refused() => Should.Throw<SandboxException>(() => Sids(
        $$"""
        "Agent": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "{{Agent}}",
          "PolicyDocument": { "Statement": [{ "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }] } } }
        """)).Message.ShouldBe("Agent of stack stack has the element NotAction, which the sandbox does not know.");

    [Fact]
    public void A_managed_policy_from_elsewhere_is_refused() => Should.Throw<SandboxException>(() => Sids(
        $$"""
        "R": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "{{Agent}}", "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] } }
        """)).Message.ShouldContain("R of stack stack has the managed policy arn:aws:iam::aws:policy/AmazonSQSFullAccess, which is not in its template");

    [Fact]
    public void Queues_and_buckets_have_their_policies()
    {
        var policies = Parse(
            """
            "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "load" } },
            "Bucket": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "curated", "BucketEncryption": { "Fn::Unknown": [] } } },
            "QueuePolicy": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Queue" }], "PolicyDocument": { "Statement": [
              { "Effect": "Allow", "Principal": "*", "Action": "sqs:GetQueueUrl", "Resource": { "Fn::GetAtt": ["Queue", "Arn"] } }] } } },
            "BucketPolicy": { "Type": "AWS::S3::BucketPolicy", "Properties": { "Bucket": { "Ref": "Bucket" }, "PolicyDocument": { "Statement": [
              { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": { "Fn::Join": ["", [{ "Fn::GetAtt": ["Bucket", "Arn"] }, "/*"]] } }] } } }
            """).PoliciesFor(new ResourceNames("dev"));

        Decide(policies, "sqs:GetQueueUrl", Queue).ShouldBe(PolicyDecision.Allow);
        Decide(policies, "sqs:GetQueueUrl", Queue + "-other").ShouldBe(PolicyDecision.ImplicitDeny);
        Decide(policies, "s3:GetObject", "arn:aws:s3:::curated/a/b").ShouldBe(PolicyDecision.Allow);
        Decide(policies, "s3:GetObject", "arn:aws:s3:::curated").ShouldBe(PolicyDecision.ImplicitDeny);
    }

    [Fact]
    public void A_resource_with_two_policies_is_refused() => Should.Throw<SandboxException>(() => Parse(
        """
        "Queue": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "load" } },
        "A": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Queue" }], "PolicyDocument": { "Statement": [] } } },
        "B": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Queue" }], "PolicyDocument": { "Statement": [] } } }
        """)).Message.ShouldContain($"{Queue} has several policies");

    private static PolicyDecision Decide(CloudPolicies policies, string action, string resource) => policies.Decide(
        [], new PolicyRequest(PolicyCaller.User("000000000000", Agent), action, resource, new Dictionary<string, string>()));

    private static IEnumerable<string> Sids(string resources) => Parse(resources).PoliciesFor(new ResourceNames("dev")).Agent.Select(statement => statement.Sid);

    private static string Document(string sid) => $$"""{ "Statement": [{ "Sid": "{{sid}}", "Effect": "Allow", "Action": "sqs:*", "Resource": "*" }] }""";

    private static CloudFormationTemplate Parse(string resources) =>
        CloudFormationTemplate.Read(TemplateFiles.Of([("stack", $"{{ \"Resources\": {{ {resources} }} }}")], _context.Account), _context);
}
