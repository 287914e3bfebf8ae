using System.Diagnostics;
using System.Text.Json.Nodes;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Cli;

/// <summary>The tests of <c>./test.sh aws</c>, run against a local cloud that stands for the deployed stack.</summary>
[Trait("Category", "Integration")]
public sealed class DeployedStackTests(DeployedStackTests.Stack stack) : IClassFixture<DeployedStackTests.Stack>
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => stack.Cloud;

    [Fact]
    public async Task The_flows_pass_and_leave_nothing_behind()
    {
        var (exitCode, output) = await RunAsync(Cloud.ConfigPath);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("succeeded: 4");
        using var s3 = Cloud.CreateS3Client();
        (await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Cloud.Bucket }, Stop)).S3Objects.ShouldBeNull();
        using var sqs = Cloud.CreateSqsClient();
        foreach (var queue in Cloud.Queues.Values.Concat(Cloud.DeadLetterQueues.Values))
        {
            var depth = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, ["All"]), Stop);
            (depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible).ShouldBe(0, queue);
        }

        (await Cloud.ClickHouse.AdminAsync(Cloud, "SELECT count() FROM system.tables WHERE name LIKE 'sluice\\_test%'")).ShouldBe("0");
        (await Cloud.ClickHouse.AdminAsync(Cloud, "SELECT count() FROM sluice.loads")).ShouldBe("0");
    }

    [Theory]
    [InlineData("bucket", "somebody-elses", "Bucket somebody-elses was not made by Sluice's stacks for dev")]
    [InlineData("environment", "prod", "Environment prod is not one for tests")]
    public async Task What_is_not_there_for_tests_is_refused(string key, string value, string why)
    {
        using var s3 = Cloud.CreateS3Client();
        await s3.PutBucketAsync("somebody-elses", Stop);
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Cloud.ConfigPath, Stop))!;
        config[key] = value;
        var path = Path.Combine(Cloud.Directory, $"{value}.json");
        await File.WriteAllTextAsync(path, config.ToJsonString(), Stop);

        var (exitCode, output) = await RunAsync(path);

        exitCode.ShouldNotBe(0);
        output.ShouldContain(why);
    }

    [Fact]
    public async Task A_queue_without_the_stacks_tags_is_refused()
    {
        using var sqs = Cloud.CreateSqsClient();
        await sqs.UntagQueueAsync(new UntagQueueRequest { QueueUrl = Cloud.Queues["customer"], TagKeys = ["project"] }, Stop);

        var (exitCode, output) = await RunAsync(Cloud.ConfigPath);
        await sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = Cloud.Queues["customer"], Tags = new() { ["project"] = "sluice" } }, Stop);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("dev-customer-load-queue was not made by Sluice's stacks for dev");
    }

    [Fact]
    public async Task A_queue_with_messages_of_others_is_refused()
    {
        using var sqs = Cloud.CreateSqsClient();
        var sent = Cloud.Queues["market"];
        await sqs.SendMessageAsync(sent, "somebody else's", Stop);

        var (exitCode, output) = await RunAsync(Cloud.ConfigPath);
        await sqs.PurgeQueueAsync(sent, Stop);

        exitCode.ShouldNotBe(0);
        output.ShouldContain("has messages that are not the tests'");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string config)
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        info.ArgumentList.Add(Path.Combine(built.Parent!.Parent!.Parent!.Parent!.FullName, "Sluice.AwsTests", "bin", built.Parent.Name, built.Name, "Sluice.AwsTests.dll"));
        info.ArgumentList.Add("--no-ansi");
        info.ArgumentList.Add("--progress");
        info.ArgumentList.Add("off");
        info.Environment["SLUICE_AWS_CONFIG"] = config;
        info.Environment["SLUICE_AWS_CLICKHOUSE_USER"] = Cloud.AdminUser;
        info.Environment["SLUICE_AWS_CLICKHOUSE_PASSWORD"] = Cloud.AdminPassword;
        info.Environment["AWS_ACCESS_KEY_ID"] = "tests";
        info.Environment["AWS_SECRET_ACCESS_KEY"] = "tests";
        using var process = Process.Start(info)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_limit);
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>A cloud of its own: its queues have to be empty.</summary>
    public sealed class Stack : LocalCloudFixture
    {
        private protected override SandboxOptions Options => new() { Domains = new Dictionary<string, DomainOptions> { ["market"] = new(), ["customer"] = new() } };
    }
}
