using Amazon.S3.Model;
using Amazon.SQS.Model;
using Sluice.Sandbox;
using Sluice.Sandbox.Gateway;

namespace Sluice.IntegrationTests.Sandbox;

[Trait("Category", "Integration")]
public sealed class MeasuredCloudTests(MeasuredCloud fixture) : IClassFixture<MeasuredCloud>
{
    private const string OwnerKey = "sandbox-owner";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    [Fact]
    public async Task What_is_created_while_the_rules_are_disabled_is_announced_to_nobody()
    {
        using var sqs = Cloud.CreateSqsClient();
        Cloud.RulesEnabled = false;
        await PutAsync("market/trades/1/unseen.parquet");
        Cloud.RulesEnabled = true;
        await PutAsync("market/trades/1/seen.parquet");

        var answer = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(Cloud.Queues["market"]) { MaxNumberOfMessages = 10, WaitTimeSeconds = 20 }, Stop);

        answer.Messages.ShouldHaveSingleItem().Body.ShouldContain("market/trades/1/seen.parquet");
    }

    [Fact]
    public async Task Requests_are_counted_by_key_and_operation()
    {
        using var sqs = Cloud.CreateSqsClient();
        var (puts, depths) = (Count("s3:PUT"), Count("sqs:GetQueueAttributes"));

        await PutAsync("elsewhere/1.parquet");
        await PutAsync("elsewhere/2.parquet");
        await sqs.GetQueueAttributesAsync(Cloud.Queues["product"], ["All"], Stop);

        Count("s3:PUT").ShouldBe(puts + 2);
        Count("sqs:GetQueueAttributes").ShouldBe(depths + 1);
    }

    [Fact]
    public async Task Elements_of_ClickHouses_configuration_go_before_the_sandboxs_own()
    {
        (await AskAsync("SELECT value FROM system.server_settings WHERE name = 'mark_cache_size'")).ShouldBe($"{33 << 20}");
        (await AskAsync("SYSTEM FLUSH LOGS")).ShouldBe("");
        (await AskAsync("SELECT count() FROM system.tables WHERE database = 'system' AND name = 'part_log'")).ShouldBe("1");
    }

    private Task<string> AskAsync(string sql) => Cloud.ClickHouse.AdminAsync(Cloud, sql);

    private long Count(string operation) => Cloud.CallCounts.GetValueOrDefault(new CountedCall(OwnerKey, operation));

    private async Task PutAsync(string key)
    {
        using var s3 = Cloud.CreateS3Client();
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = Cloud.Bucket, Key = key, InputStream = new MemoryStream(new byte[2000]) }, Stop);
    }
}
