using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Resources;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>What S3 and SQS answer to requests with the agent's key, as AWS would.</summary>
[Trait("Category", "Security")]
public sealed class AgentKeyTests(LocalCloudFixture fixture) : IAsyncLifetime
{
    private const string User = "arn:aws:iam::000000000000:user/dev-load-agent";

    private readonly IAmazonS3 _owner = fixture.Cloud.CreateS3Client();
    private readonly AmazonS3Client _s3 = S3(fixture.Cloud, AgentConfiguration.AccessKeyId);
    private readonly AmazonSQSClient _sqs = new(Credentials(AgentConfiguration.AccessKeyId), new AmazonSQSConfig { ServiceURL = fixture.Cloud.AwsEndpoint.OriginalString, MaxErrorRetry = 0 });
    private readonly string _name = AgentFixture.NewName("t");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    public async ValueTask InitializeAsync()
    {
        await _owner.PutBucketAsync(Other, Stop);
        await PutAsync(Cloud.Bucket, $"market/{_name}");
        await PutAsync(Cloud.Bucket, $"elsewhere/{_name}");
        await PutAsync(Other, $"market/{_name}");
    }

    public ValueTask DisposeAsync()
    {
        _owner.Dispose();
        _s3.Dispose();
        _sqs.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Other => $"other-{_name.Replace('_', '-')}";

    [Fact]
    public async Task It_reads_the_objects_of_its_domains()
    {
        using var answer = await _s3.GetObjectAsync(Cloud.Bucket, $"market/{_name}", Stop);

        answer.ContentLength.ShouldBe(1);
        (await _s3.GetObjectMetadataAsync(Cloud.Bucket, $"market/{_name}", Stop)).ContentLength.ShouldBe(1);
    }

    [Fact]
    public async Task It_reads_nothing_beside_its_domains_and_in_no_other_bucket()
    {
        await DeniedAsync(() => _s3.GetObjectAsync(Cloud.Bucket, $"elsewhere/{_name}", Stop), "s3:GetObject", $"arn:aws:s3:::{Cloud.Bucket}/elsewhere/{_name}");
        await DeniedAsync(() => _s3.GetObjectAsync(Other, $"market/{_name}", Stop), "s3:GetObject", $"arn:aws:s3:::{Other}/market/{_name}");
    }

    [Fact]
    public async Task It_neither_writes_nor_lists_nor_deletes()
    {
        var bucket = $"arn:aws:s3:::{Cloud.Bucket}";
        await DeniedAsync(() => PutAsync(_s3, Cloud.Bucket, $"market/{_name}"), "s3:PutObject", $"{bucket}/market/{_name}");
        await DeniedAsync(() => _s3.CopyObjectAsync(Cloud.Bucket, $"market/{_name}", Cloud.Bucket, $"market/{_name}2", Stop), "s3:PutObject", $"{bucket}/market/{_name}2");
        await DeniedAsync(() => _s3.DeleteObjectAsync(Cloud.Bucket, $"market/{_name}", Stop), "s3:DeleteObject", $"{bucket}/market/{_name}");
        await DeniedAsync(() => _s3.ListObjectsV2Async(new() { BucketName = Cloud.Bucket, Prefix = "market/" }, Stop), "s3:ListBucket", bucket);
        await DeniedAsync(() => _s3.GetObjectTaggingAsync(new() { BucketName = Cloud.Bucket, Key = $"market/{_name}" }, Stop), "s3:GET?tagging", $"{bucket}/market/{_name}");
        await DeniedAsync(() => _s3.ListBucketsAsync(Stop), "s3:ListAllMyBuckets", "*");
        (await _owner.GetObjectMetadataAsync(Cloud.Bucket, $"market/{_name}", Stop)).ContentLength.ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_not_list_the_bucket_does_not_learn_that_an_object_is_missing()
    {
        await DeniedAsync(() => _s3.GetObjectAsync(Cloud.Bucket, $"market/{_name}/away", Stop), "s3:ListBucket", $"arn:aws:s3:::{Cloud.Bucket}");
        (await Should.ThrowAsync<AmazonS3Exception>(() => _s3.GetObjectMetadataAsync(Cloud.Bucket, $"market/{_name}/away", Stop))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Should.ThrowAsync<AmazonS3Exception>(() => _owner.GetObjectAsync(Cloud.Bucket, $"market/{_name}/away", Stop))).ErrorCode.ShouldBe("NoSuchKey");
    }

    [Fact]
    public async Task The_answer_to_a_HEAD_has_no_body()
    {
        var answer = await Should.ThrowAsync<AmazonS3Exception>(() => _s3.GetObjectMetadataAsync(Other, $"market/{_name}", Stop));

        (answer.StatusCode, answer.ResponseBody ?? "").ShouldBe((HttpStatusCode.Forbidden, ""));
    }

    [Fact]
    public async Task It_has_its_own_queues_and_no_others()
    {
        var foreign = await OwnerQueueAsync();
        var arn = $"arn:aws:sqs:us-east-1:000000000000:{foreign.Split('/')[^1]}";
        await DeniedAsync(() => _sqs.ReceiveMessageAsync(foreign, Stop), "sqs:receivemessage", arn);
        await DeniedAsync(() => _sqs.DeleteMessageAsync(foreign, "handle", Stop), "sqs:deletemessage", arn);
        await DeniedAsync(() => _sqs.ChangeMessageVisibilityBatchAsync(foreign, [new("1", "handle")], Stop), "sqs:changemessagevisibility", arn);

        var (queue, dead) = ("arn:aws:sqs:us-east-1:000000000000:dev-market-load-queue", "arn:aws:sqs:us-east-1:000000000000:dev-market-load-dlq");
        await DeniedAsync(() => _sqs.SendMessageAsync(Cloud.Queues["market"], "x", Stop), "sqs:sendmessage", queue);
        await DeniedAsync(() => _sqs.PurgeQueueAsync(Cloud.Queues["market"], Stop), "sqs:purgequeue", queue);
        await DeniedAsync(() => _sqs.DeleteQueueAsync(Cloud.Queues["market"], Stop), "sqs:deletequeue", queue);
        await DeniedAsync(() => _sqs.ReceiveMessageAsync(Cloud.DeadLetterQueues["market"], Stop), "sqs:receivemessage", dead);
        await DeniedAsync(() => _sqs.ListQueuesAsync("", Stop), "sqs:listqueues", "arn:aws:sqs:us-east-1:000000000000:*");
        (await _sqs.GetQueueAttributesAsync(Cloud.Queues["market"], ["QueueArn"], Stop)).QueueARN.ShouldBe(queue, "by default it may ask how many wait");
    }

    [Fact]
    public async Task ClickHouse_with_a_key_of_its_own_reads_what_the_agent_may_and_asks_no_queue()
    {
        var key = $"CLICKHOUSE{Guid.NewGuid():N}";
        Cloud.AccessKeys.Assign(key, SandboxIdentity.ClickHouse);
        using var s3 = S3(Cloud, key);
        using var sqs = new AmazonSQSClient(Credentials(key), new AmazonSQSConfig { ServiceURL = Cloud.AwsEndpoint.OriginalString });

        (await s3.GetObjectMetadataAsync(Cloud.Bucket, $"market/{_name}", Stop)).ContentLength.ShouldBe(1);
        await DeniedAsync(() => s3.GetObjectAsync(Other, $"market/{_name}", Stop), "s3:GetObject", $"arn:aws:s3:::{Other}/market/{_name}", $"{User}-clickhouse");
        await DeniedAsync(
            () => sqs.ReceiveMessageAsync(Cloud.Queues["market"], Stop), "sqs:receivemessage", "arn:aws:sqs:us-east-1:000000000000:dev-market-load-queue", $"{User}-clickhouse");
    }

    [Fact]
    public async Task An_object_of_another_domain_or_bucket_that_is_announced_to_a_queue_is_never_loaded()
    {
        await using var bench = new PermissionBench(Cloud);
        var domain = RunningAgent.DomainsOf(Cloud).First(each => each.Name == LocalCloudFixture.MistakenDomain) with { Prefix = "elsewhere/" };
        await using var agent = await RunningAgent.StartAsync(Cloud, [domain], new());
        var key = $"elsewhere/{await bench.TableAsync(domain.Name)}/p/a.parquet";
        await new OperatorBench(Cloud).UploadAsync(key, await Parquet.OfAsync(Cloud, "SELECT toUInt64(number) AS id, 'a' AS label FROM numbers(500)"));
        using var sqs = Cloud.CreateSqsClient();
        await sqs.SendMessageAsync(
            Cloud.Queues[domain.Name], $$"""{"domain":"{{domain.Name}}","bucket":"{{Cloud.Bucket}}","key":"{{key}}","file_size":2000,"correlation_id":"c","etag":"","event_time":"2026-01-01T00:00:00Z"}""", Stop);

        (await agent.SaysAsync(LogEvents.ObjectDeadLettered, key)).Message.ShouldContain("access to the object is denied");
    }

    private static async Task DeniedAsync(Func<Task> call, string action, string resource, string user = User)
    {
        var refusal = await Should.ThrowAsync<AmazonServiceException>(call);

        refusal.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        refusal.ErrorCode.ShouldBe(action.StartsWith("s3:", StringComparison.Ordinal) ? "AccessDenied" : "AccessDeniedException");
        refusal.Message.ShouldStartWith($"User: {user} is not authorized to perform: {action} on resource: {resource} because ");
    }

    private async Task<string> OwnerQueueAsync()
    {
        using var sqs = Cloud.CreateSqsClient();
        return (await sqs.CreateQueueAsync(_name, Stop)).QueueUrl;
    }

    private Task PutAsync(string bucket, string key) => PutAsync(_owner, bucket, key);

    private static Task PutAsync(IAmazonS3 s3, string bucket, string key) => s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, ContentBody = "x" }, Stop);

    private static AmazonS3Client S3(LocalCloud cloud, string key) =>
        new(Credentials(key), new AmazonS3Config { ServiceURL = cloud.AwsEndpoint.OriginalString, AuthenticationRegion = cloud.Region, ForcePathStyle = true, MaxErrorRetry = 0 });

    private static BasicAWSCredentials Credentials(string key) => new(key, "secret");
}
