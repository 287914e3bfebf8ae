using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.IntegrationTests.Permissions;
using Sluice.IntegrationTests.Sandbox;

namespace Sluice.IntegrationTests.Cli;

/// <summary><c>sluice sandbox --template</c> as users start it.</summary>
[Trait("Category", "Integration")]
public sealed class SandboxTemplateTests(LocalCloudFixture fixture) : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Templates_as_the_CDK_writes_them_for_an_account_and_Region_are_a_cloud_that_an_agent_loads_from()
    {
        await using var sandbox = SluiceProcess.Start(["sandbox", "--json", "--template", .. await SynthesizedAsync()]);
        await sandbox.SaysAsync("Ctrl-C stops everything");
        var line = JsonDocument.Parse((await sandbox.LinesAsync(1)).ShouldHaveSingleItem()).RootElement;
        line.GetProperty("region").GetString().ShouldBe("ap-northeast-2");
        line.GetProperty("queues").GetProperty("market").GetString()!.ShouldEndWith("/000000000000/dev-market-load-queue");
        line.GetProperty("deadLetterQueues").TryGetProperty("dev-load-rule-dlq", out _).ShouldBeTrue();
        await using var agent = SluiceProcess.Start("run", "--config", line.GetProperty("config").GetString()!);
        await agent.SaysAsync("loads s3://data-pipeline-curated-dev");

        // The table is not there: that the agent says so needs the event, the queue and the agent's permissions
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("sandbox", "sandbox"), new AmazonS3Config { ServiceURL = line.GetProperty("aws").GetString(), AuthenticationRegion = "ap-northeast-2", ForcePathStyle = true });
        await s3.PutObjectAsync(
            new PutObjectRequest { BucketName = line.GetProperty("bucket").GetString(), Key = "market/no_such_table/p/a.parquet", ContentBody = new string('x', 2000) }, Stop);
        await agent.SaysAsync("market/no_such_table/p/a.parquet cannot be loaded");
    }

    [Fact]
    public async Task What_a_template_has_besides_is_left_out_with_one_warning_of_each_type()
    {
        await using var sandbox = SluiceProcess.Start("sandbox", "--json", "--template", HandMadeCloud.Write(_directory));
        await sandbox.SaysAsync("Ctrl-C stops everything");

        sandbox.Error.ShouldContain("The sandbox leaves out what the templates have of AWS::CloudWatch::Alarm (1)");
        var line = JsonDocument.Parse((await sandbox.LinesAsync(1)).ShouldHaveSingleItem()).RootElement;
        line.GetProperty("bucket").GetString().ShouldBe(HandMadeCloud.Bucket);
        line.GetProperty("queues").EnumerateObject().Select(queue => queue.Name).ShouldBe(["in", "closed"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{ "Resources": { "F": { "Type": "AWS::Lambda::Function" } } }""", "F of stack mine is an AWS::Lambda::Function, which the sandbox cannot provide.")]
    [InlineData("""{ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::ImportValue": "x" } } } } }""", "Stack mine uses Fn::ImportValue, which the sandbox does not know.")]
    [InlineData("""{ "Resources": { "R": { "Type": "AWS::Events::Rule", "Properties": { "Name": "r", "EventPattern": { "source": ["a"], "x": [{ "matches": "y" }] } } } } }""", "Rule r of stack mine would be refused: Event pattern is not valid.")]
    [InlineData("""{ "Resources": { "P": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "ManagedPolicyName": "dev-load-agent", "PolicyDocument": { "Statement": [{ "Effect": "Allow", "NotAction": "s3:*", "Resource": "*" }] } } } } }""", "P of stack mine has the element NotAction, which the sandbox does not know.")]
    [InlineData("Resources: {}", "mine is no CloudFormation template in JSON")]
    public async Task What_it_cannot_read_is_one_sentence_before_anything_starts(string template, string sentence)
    {
        var path = Path.Combine(_directory.FullName, "mine.template.json");
        await File.WriteAllTextAsync(path, template, Stop);

        var (exitCode, output, error) = await SluiceProcess.RunAsync("sandbox", "--template", path);

        (exitCode, output).ShouldBe((3, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(sentence);
    }

    /// <summary>The shared cloud's templates as they were synthesized for the account and Region of the example.</summary>
    private async Task<IReadOnlyList<string>> SynthesizedAsync()
    {
        var paths = new List<string>();
        foreach (var file in CloudWithout.TemplatesOf(fixture.Cloud))
        {
            var text = (await File.ReadAllTextAsync(file, Stop)).Replace("000000000000", "111122223333").Replace("us-east-1", "ap-northeast-2");
            paths.Add(Path.Combine(_directory.FullName, Path.GetFileName(file)));
            await File.WriteAllTextAsync(paths[^1], text, Stop);
        }

        return paths;
    }
}
