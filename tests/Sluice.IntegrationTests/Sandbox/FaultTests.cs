using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>What goes wrong when the sandbox is told so. The faults meet this test's access key alone: others use the cloud at the same time.</summary>
[Trait("Category", "Integration")]
public sealed class FaultTests(LocalCloudFixture fixture) : IDisposable
{
    private const string AccessKey = "fault-tests";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    public void Dispose() => Cloud.Faults.Decide = null;

    [Fact]
    public async Task A_refused_request_fails_as_S3_does_and_never_reaches_it()
    {
        using var s3 = S3();
        Inject("PUT", Fault.Refuse());

        var refusal = await Should.ThrowAsync<AmazonS3Exception>(() => s3.PutObjectAsync(Put("faults/refused.txt"), Stop));

        refusal.ErrorCode.ShouldBe("SlowDown");
        (await ExistsAsync("faults/refused.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_dropped_answer_leaves_the_object_stored()
    {
        using var s3 = S3();
        Inject("PUT", Fault.DropAnswer());

        await Should.ThrowAsync<Exception>(() => s3.PutObjectAsync(Put("faults/dropped.txt"), Stop));

        (await ExistsAsync("faults/dropped.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_reset_connection_leaves_nothing_behind()
    {
        using var s3 = S3();
        Inject("PUT", Fault.Reset());

        await Should.ThrowAsync<Exception>(() => s3.PutObjectAsync(Put("faults/reset.txt"), Stop));

        (await ExistsAsync("faults/reset.txt")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_received_message_can_be_delivered_twice()
    {
        using var sqs = Sqs();
        using var past = Cloud.CreateSqsClient();
        var queue = (await past.CreateQueueAsync("fault-tests", Stop)).QueueUrl;
        await past.SendMessageAsync(queue, "once", Stop);
        Inject("ReceiveMessage", Fault.Of(async call =>
        {
            await call.ForwardAsync();
            await MessageCopies.SendAsync(call, past, TimeSpan.Zero);
            await call.AnswerAsync();
        }));

        var (first, second) = (await ReceiveAsync(sqs, queue), await ReceiveAsync(sqs, queue));

        (first.Body, second.Body).ShouldBe(("once", "once"));
        second.MessageId.ShouldNotBe(first.MessageId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_insert_whose_answer_is_dropped_is_there_and_one_that_is_reset_is_not(bool compressed)
    {
        await using var proxy = await Cloud.StartClickHouseProxyAsync(Stop);
        var table = $"market.faults_{Guid.NewGuid():N}";
        await Cloud.ClickHouse.AdminAsync(Cloud, $"CREATE TABLE {table} (id UInt64) ENGINE = MergeTree ORDER BY id");
        proxy.Faults.Decide = request => request.Body switch
        {
            var sql when sql.EndsWith("VALUES (1)", StringComparison.Ordinal) => Fault.DropAnswer(),
            var sql when sql.EndsWith("VALUES (2)", StringComparison.Ordinal) => Fault.Reset(),
            _ => null,
        };

        using var client = Client(proxy, compressed);
        await Should.ThrowAsync<HttpRequestException>(() => client.ExecuteNonQueryAsync($"INSERT INTO {table} VALUES (1)", cancellationToken: Stop));
        await Should.ThrowAsync<HttpRequestException>(() => client.ExecuteNonQueryAsync($"INSERT INTO {table} VALUES (2)", cancellationToken: Stop));
        await client.ExecuteNonQueryAsync($"INSERT INTO {table} VALUES (3)", cancellationToken: Stop);

        (await Cloud.ClickHouse.AdminAsync(Cloud, $"SELECT groupArray(id) FROM (SELECT id FROM {table} ORDER BY id)")).ShouldBe("[1,3]");
    }

    private void Inject(string operation, IFault fault) =>
        Cloud.Faults.Decide = request => request.AccessKeyId == AccessKey && request.Operation == operation ? fault : null;

    private PutObjectRequest Put(string key) => new() { BucketName = Cloud.Bucket, Key = key, ContentBody = "text" };

    private async Task<bool> ExistsAsync(string key)
    {
        using var s3 = Cloud.CreateS3Client();
        return (await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Cloud.Bucket, Prefix = key }, Stop)).KeyCount == 1;
    }

    private static async Task<Message> ReceiveAsync(IAmazonSQS sqs, string queue) =>
        (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 1, WaitTimeSeconds = 5 }, Stop)).Messages.ShouldHaveSingleItem();

    private AmazonS3Client S3() => new(new BasicAWSCredentials(AccessKey, AccessKey), new AmazonS3Config
    {
        ServiceURL = Cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = Cloud.Region,
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    });

    private AmazonSQSClient Sqs() => new(new BasicAWSCredentials(AccessKey, AccessKey), new AmazonSQSConfig
    {
        ServiceURL = Cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = Cloud.Region,
    });

    private global::ClickHouse.Driver.ClickHouseClient Client(ClickHouseProxy proxy, bool compressed) => new(new global::ClickHouse.Driver.ADO.ClickHouseClientSettings
    {
        Host = proxy.Endpoint.Host,
        Port = (ushort)proxy.Endpoint.Port,
        Username = Cloud.AdminUser,
        Password = Cloud.AdminPassword,
        UseCompression = compressed,
    });
}
