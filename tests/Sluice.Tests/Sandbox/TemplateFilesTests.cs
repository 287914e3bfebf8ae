using Sluice.Sandbox;
using Sluice.Sandbox.Provisioning;
using Sluice.Topology;

namespace Sluice.Tests.Sandbox;

/// <summary>Templates of somebody's own: <c>sluice sandbox --template</c>.</summary>
[Trait("Category", "Unit")]
public sealed class TemplateFilesTests
{
    private const string Account = "000000000000";

    [Fact]
    public void The_account_that_queues_and_rules_are_of_becomes_the_emulators_everywhere()
    {
        var files = Read(
            """
            { "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "q" } },
              "P": { "Type": "AWS::SQS::QueuePolicy", "Properties": { "Queues": [{ "Ref": "Q" }], "PolicyDocument": { "Statement": [
                { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::222233334444:root" }, "Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q",
                  "Condition": { "StringEquals": { "aws:SourceAccount": "111122223333" } } }] } } } } }
            """);

        var written = files.Stacks.Single().Template.ToJsonString();
        written.ShouldNotContain("111122223333");
        written.ShouldContain($"arn:aws:sqs:eu-west-1:{Account}:q");
        written.ShouldContain("222233334444");
        files.Region.ShouldBe("eu-west-1");
    }

    [Fact]
    public void Without_an_ARN_in_them_the_Region_is_open() => Read("""{ "Resources": {} }""").Region.ShouldBeNull();

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:q arn:aws:events:eu-west-1:222233334444:rule/r", "The templates are about the accounts 111122223333, 222233334444: the sandbox is one account in one Region.")]
    [InlineData("arn:aws:sqs:eu-west-1:111122223333:q arn:aws:sqs:us-east-1:111122223333:q", "The templates are about the Regions eu-west-1, us-east-1: the sandbox is one account in one Region.")]
    public void Several_accounts_or_Regions_are_refused(string arns, string said) =>
        Should.Throw<SandboxException>(() => Read($$"""{ "Resources": {}, "Description": "{{arns}}" }""")).Message.ShouldBe(said);

    [Theory]
    [InlineData("""{ "version": "38.0.1" }""", "stack is no CloudFormation template: it has no Resources.")]
    [InlineData("[]", "stack is no CloudFormation template: it has no Resources.")]
    [InlineData("Resources:\n  Q:\n", "stack is no CloudFormation template in JSON")]
    public void What_is_no_template_is_refused(string text, string said) => Should.Throw<SandboxException>(() => Read(text)).Message.ShouldStartWith(said);

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var error = await Should.ThrowAsync<SandboxException>(() => TemplateFiles.ReadAsync(["no-such.template.json"], Account, TestContext.Current.CancellationToken));

        error.Message.ShouldStartWith("The template no-such.template.json cannot be read: ");
    }

    [Fact]
    public void The_names_tell_environment_bucket_and_domains()
    {
        var options = TemplateTopology.Of(
            Read(
                """
                { "Resources": {
                  "Silent": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "silent" } },
                  "Speaks": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "speaks", "NotificationConfiguration": { "EventBridgeConfiguration": {} } } },
                  "A": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "my-prod-market-load-queue" } },
                  "B": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "my-prod-web_logs-load-queue" } },
                  "C": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "my-prod-market-load-dlq" } } } }
                """),
            new SandboxOptions());

        (options.Environment, options.Bucket, options.Region).ShouldBe(("my-prod", "speaks", "us-east-1"));
        options.Domains.Keys.ShouldBe(["market", "web_logs"]);
        options.Domains["market"].MemoryMiB.ShouldBe(DefaultDomains.Create()["market"].MemoryMiB);
    }

    [Fact]
    public void The_rules_queue_tells_a_domain_with_hyphens_from_the_environment()
    {
        var options = TemplateTopology.Of(
            Read(
                """
                { "Resources": {
                  "A": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dev-eu-market-load-queue" } },
                  "B": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dev-customer-load-queue" } },
                  "C": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "dev-load-rule-dlq" } } } }
                """),
            new SandboxOptions { Environment = "other" });

        options.Environment.ShouldBe("dev");
        options.Domains.Keys.ShouldBe(["eu-market", "customer"]);
    }

    [Fact]
    public void Templates_that_name_nothing_of_ours_leave_the_options_as_they_are()
    {
        var options = TemplateTopology.Of(Read("""{ "Resources": {} }"""), new SandboxOptions());

        (options.Environment, options.Bucket, options.Domains.Count).ShouldBe(("dev", "data-pipeline-curated-dev", 4));
    }

    private static TemplateFiles Read(string text) => TemplateFiles.Of([("stack", text)], Account);
}
