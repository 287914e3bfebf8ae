using System.Text.Json;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>What the local EventBridge does with an event that a queue does not take, on real queues of a template that is none of ours.</summary>
[Trait("Category", "Integration")]
public sealed class EventDeliveryTests(HandMadeCloud fixture) : IClassFixture<HandMadeCloud>, IDisposable
{
    private const string EventBridge = "events.amazonaws.com";

    private readonly Amazon.SQS.IAmazonSQS _sqs = fixture.Cloud.CreateSqsClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    public void Dispose() => _sqs.Dispose();

    [Fact]
    public void The_queues_and_the_Region_are_the_templates()
    {
        Cloud.Queues.Keys.ShouldBe(["in", "closed"], ignoreOrder: true);
        Cloud.DeadLetterQueues.Keys.ShouldBe(["undelivered"]);
        (Cloud.Bucket, Cloud.Region).ShouldBe((HandMadeCloud.Bucket, "eu-west-1"));
    }

    [Fact]
    public async Task A_queue_that_lets_the_rule_in_gets_its_message()
    {
        var key = await UploadAsync("open");

        (await FindAsync(Cloud.Queues["in"], key)).Body.ShouldBe($$"""{"key": "{{key}}"}""");
    }

    [Theory]
    [InlineData("closed", "closed", "NO_PERMISSIONS")]
    [InlineData("gone", "nowhere", "NO_RESOURCE")]
    public async Task What_cannot_succeed_is_at_once_in_the_rules_dead_letter_queue_with_the_event_and_the_reason(string rule, string queue, string code)
    {
        var key = await UploadAsync(rule);

        var letter = await FindAsync(Cloud.DeadLetterQueues["undelivered"], key);

        JsonDocument.Parse(letter.Body).RootElement.GetProperty("detail-type").GetString().ShouldBe("Object Created");
        Text(letter, "RULE_ARN").ShouldBe($"arn:aws:events:eu-west-1:000000000000:rule/{rule}");
        Text(letter, "TARGET_ARN").ShouldBe($"arn:aws:sqs:eu-west-1:000000000000:{queue}");
        Text(letter, "ERROR_CODE").ShouldBe(code);
        Text(letter, "ERROR_MESSAGE").ShouldNotBeEmpty();
        Text(letter, "RETRY_ATTEMPTS").ShouldBe("0");
        letter.MessageAttributes.ShouldNotContainKey("EXHAUSTED_RETRY_CONDITION");
    }

    [Fact]
    public async Task A_queue_that_is_too_busy_is_tried_again_and_the_events_that_follow_do_not_wait()
    {
        var (first, refusals) = ($"open/{AgentFixture.NewName("first")}", 0);
        var isRefused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cloud.Faults.Decide = request =>
        {
            if (request is not { AccessKeyId: EventBridge, Operation: "SendMessage" } || !request.Body.Contains(first, StringComparison.Ordinal) || Interlocked.Increment(ref refusals) > 2)
            {
                return null;
            }

            isRefused.TrySetResult();
            return Fault.Refuse();
        };
        await PutAsync(first);
        await isRefused.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        var second = await UploadAsync("open");

        await FindAsync(Cloud.Queues["in"], second);
        refusals.ShouldBe(1, "the first still waits for its first retry");
        await FindAsync(Cloud.Queues["in"], first);
        refusals.ShouldBe(3, "it was sent three times");
    }

    private static string Text(Message message, string attribute) => message.MessageAttributes[attribute].StringValue;

    private async Task<string> UploadAsync(string rule)
    {
        var key = $"{rule}/{AgentFixture.NewName("o")}";
        await PutAsync(key);
        return key;
    }

    private async Task PutAsync(string key)
    {
        using var s3 = Cloud.CreateS3Client();
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = HandMadeCloud.Bucket, Key = key, ContentBody = "x" }, Stop);
    }

    private async Task<Message> FindAsync(string queue, string key)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var request = new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, WaitTimeSeconds = 2, VisibilityTimeout = 1, MessageAttributeNames = ["All"] };
            if (((await _sqs.ReceiveMessageAsync(request, limit.Token)).Messages ?? []).FirstOrDefault(message => message.Body.Contains(key, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }
        }
    }
}
