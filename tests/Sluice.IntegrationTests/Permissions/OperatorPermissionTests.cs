using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Sluice.IntegrationTests.Operating;
using Sluice.Sandbox;
using Sluice.Sandbox.Resources;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>Operators' commands with the operators' policy of the template.</summary>
[Trait("Category", "Security")]
public sealed class OperatorPermissionTests(OperatorPermissionTests.OperatedCloud fixture) : IClassFixture<OperatorPermissionTests.OperatedCloud>
{
    private const string Operator = "arn:aws:iam::000000000000:user/dev-load-operator";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Audit_backfill_and_replay_take_no_more_than_the_policy_gives()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        var agent = await bench.StartAsync("market");
        var table = await bench.TableAsync("market");
        var key = await bench.UploadAsync("market", table);
        await agent.SaysAsync(LogEvents.ObjectLoaded, key);
        var commands = new OperatorBench(fixture.Cloud);
        var before = fixture.Cloud.Calls.Count;

        await ShouldDoAsync(commands, "audit", "--domain", "market");
        await ShouldDoAsync(commands, "backfill", $"s3://{fixture.Cloud.Bucket}/market/");
        var half = await bench.UploadAsync("market", table, isWhole: false);
        await bench.LetterAsync("market", half);
        await ShouldDoAsync(commands, "replay", "--key", half, "--yes");
        await bench.LetterAsync("market", half);

        var calls = fixture.Cloud.Calls.Skip(before).Where(call => call.Principal == Operator).ToList();
        calls.ShouldAllBe(call => call.IsAllowed);
        calls.Select(call => call.Action).Distinct().ShouldBe(["s3:ListBucket", "sqs:SendMessage"], ignoreOrder: true);
    }

    [Fact]
    public async Task It_lists_and_reads_nothing_beside_the_domains_and_receives_from_no_load_queue()
    {
        var credentials = new BasicAWSCredentials(AgentConfiguration.OperatorAccessKeyId, "secret");
        using var s3 = new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = fixture.Cloud.AwsEndpoint.OriginalString, ForcePathStyle = true });
        using var sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = fixture.Cloud.AwsEndpoint.OriginalString });

        await Should.ThrowAsync<AmazonS3Exception>(() => s3.ListObjectsV2Async(new() { BucketName = fixture.Cloud.Bucket }, Stop));
        await Should.ThrowAsync<AmazonS3Exception>(() => s3.ListObjectsV2Async(new() { BucketName = fixture.Cloud.Bucket, Prefix = "customer/" }, Stop));
        await Should.ThrowAsync<AmazonS3Exception>(() => s3.GetObjectAsync(fixture.Cloud.Bucket, "customer/a/b.parquet", Stop));
        await Should.ThrowAsync<AmazonSQSException>(() => sqs.ReceiveMessageAsync(fixture.Cloud.Queues["market"], Stop));
        await sqs.ReceiveMessageAsync(fixture.Cloud.DeadLetterQueues["market"], Stop);
    }

    private static async Task ShouldDoAsync(OperatorBench commands, params string[] arguments)
    {
        var (exitCode, output, error) = await commands.RunAsync(arguments);
        exitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {output}{error}");
    }

    /// <summary>A cloud that records.</summary>
    public sealed class OperatedCloud : LocalCloudFixture
    {
        private protected override SandboxOptions Options => new() { Domains = new Dictionary<string, DomainOptions> { ["market"] = new() }, RecordCalls = true };
    }
}
