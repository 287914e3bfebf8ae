using System.Text.Json;
using Amazon.SQS.Model;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>
/// Messages of every shape on their way through a running agent. The objects are too small for the rule, so that nothing but the test's own message
/// announces them.
/// </summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class EnvelopeTests(AgentFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_envelope_loads_its_object_whatever_its_key()
    {
        var table = await fixture.NewTableAsync("market");
        var (plain, spaced, korean) = ($"market/{table}/ds=1/a.parquet", $"market/{table}/ds=1/a b+c%20d.parquet", $"market/{table}/ds=1/한글 'x';--.parquet");
        await UploadSmallAsync(plain, "plain");
        await UploadSmallAsync(spaced, "spaced");
        await UploadSmallAsync(korean, "korean");

        await SendAsync("market", Event(plain, $"event-{table}"));
        await SendAsync("market", Notification(spaced));
        await SendAsync("market", Sns(Notification(korean)));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"event-{table}");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, spaced);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, korean);

        (await LabelsAsync("market", table)).ShouldBe("korean\t2\nplain\t2\nspaced\t2");
    }

    [Fact]
    public async Task A_notification_of_several_objects_loads_them_all()
    {
        var (first, second) = (await fixture.NewTableAsync("product"), await fixture.NewTableAsync("product"));
        string[] keys = [$"product/{first}/ds=1/a.parquet", $"product/{first}/ds=1/b+b.parquet", $"product/{second}/ds=1/c.parquet"];
        foreach (var key in keys)
        {
            await UploadSmallAsync(key, key.Split('/')[^1]);
        }

        await SendAsync("product", Notification(keys));
        foreach (var (key, index) in keys.Select((key, index) => (key, index)))
        {
            (await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key)).Message.ShouldContain($"request-1#{index}");
        }

        (await LabelsAsync("product", first)).ShouldBe("a.parquet\t2\nb+b.parquet\t2");
        (await LabelsAsync("product", second)).ShouldBe("c.parquet\t2");
    }

    [Fact]
    public async Task A_notification_with_an_object_that_cannot_be_loaded_is_dead_lettered_and_the_others_are_loaded_once()
    {
        var (table, missing) = (await fixture.NewTableAsync("analytics"), AgentFixture.NewName("missing"));
        string[] keys = [$"analytics/{table}/ds=1/good.parquet", $"analytics/{missing}/ds=1/bad.parquet", $"analytics/{table}/ds=1/good.csv"];
        await UploadSmallAsync(keys[0], "good");
        await UploadSmallAsync(keys[1], "bad");
        var body = Notification(keys);

        await SendAsync("analytics", body);

        (await fixture.DeadLetterAsync("analytics", missing)).ShouldBe(body);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, keys[1])).Values["ErrorCode"].ShouldBe("E003");
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, keys[2])).Values["ErrorCode"].ShouldBe("E001");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, keys[0]);
        (await LabelsAsync("analytics", table)).ShouldBe("good\t2");
    }

    [Fact]
    public async Task Messages_of_several_objects_give_their_places_back()
    {
        // More deliveries than there are places: each message is received three times before it is dead-lettered.
        var table = await fixture.NewTableAsync("market");
        var none = AgentFixture.NewName("none");
        for (var number = 0; number < 12; number++)
        {
            await SendAsync("market", Notification($"market/{none}/{number}.csv", $"market/{none}/{number}.txt"));
        }

        await fixture.DeadLetterAsync("market", $"{none}%2F11.csv");
        await UploadSmallAsync($"market/{table}/ds=1/after.parquet", "after");
        await SendAsync("market", Notification($"market/{table}/ds=1/after.parquet"));

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"{table}/ds=1/after");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S3s_test_event_is_deleted_with_a_word(bool isWrapped)
    {
        var bucket = AgentFixture.NewName("tested");
        var body = $$"""{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2014-10-13T15:57:02.089Z","Bucket":"{{bucket}}","RequestId":"5582815E1AEA5ADF","HostId":"8c"}""";

        await SendAsync("customer", isWrapped ? Sns(body) : body);

        await fixture.Agent.SaysAsync(LogEvents.TestEventDismissed, bucket);
        fixture.Agent.Log.ShouldNotContain(entry => entry.EventId == LogEvents.ObjectDeadLettered && entry.Message.Contains(bucket));
    }

    private Task SendAsync(string domain, string body) => fixture.Sqs.SendMessageAsync(new SendMessageRequest(fixture.Cloud.Queues[domain], body), Stop);

    private async Task UploadSmallAsync(string key, string label)
    {
        var bytes = await Parquet.OfAsync(fixture.Cloud, $"SELECT toUInt64(number) AS id, '{label}' AS label FROM numbers(2)");
        bytes.Length.ShouldBeLessThanOrEqualTo(1024, "the rule must not announce it");
        await fixture.UploadAsync(key, bytes);
    }

    private Task<string> LabelsAsync(string domain, string table) =>
        fixture.SqlAsync($"SELECT label, count() FROM {domain}.{table} GROUP BY label ORDER BY label");

    private string Event(string key, string id) =>
        $$$"""
           {"version":"0","id":"{{{id}}}","detail-type":"Object Created","source":"aws.s3","time":"2025-09-10T07:00:00Z",
            "detail":{"bucket":{"name":"{{{fixture.Cloud.Bucket}}}"},"object":{"key":{{{JsonSerializer.Serialize(key)}}},"size":900} } }
           """;

    private string Notification(params IEnumerable<string> keys) => JsonSerializer.Serialize(new
    {
        Records = keys.Select(key => new
        {
            eventVersion = "2.1",
            eventSource = "aws:s3",
            eventTime = "2025-09-10T07:00:00.000Z",
            eventName = "ObjectCreated:Put",
            responseElements = new Dictionary<string, string> { ["x-amz-request-id"] = "request-1" },
            s3 = new { bucket = new { name = fixture.Cloud.Bucket }, @object = new { key = Uri.EscapeDataString(key).Replace("%20", "+"), size = 900 } },
        }),
    });

    private static string Sns(string message) => JsonSerializer.Serialize(
        new { Type = "Notification", MessageId = "m", TopicArn = "arn:aws:sns:ap-northeast-2:111122223333:curated", Message = message });
}
