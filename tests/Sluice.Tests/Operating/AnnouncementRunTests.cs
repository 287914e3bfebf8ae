using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

/// <summary>What SQS does not take is sent again, and in the end reported: nothing is lost in silence.</summary>
[Trait("Category", "Unit")]
public sealed class AnnouncementRunTests : IDisposable
{
    private readonly AnsweringSqs _sqs = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _sqs.Dispose();

    [Fact]
    public async Task Entries_that_fail_are_sent_again()
    {
        _sqs.Fails = (entry, call) => call == 1 && entry.MessageBody.Contains("k3", StringComparison.Ordinal);

        var run = await SendAsync(count: 23);

        (run.Sent, run.UnsentCount).ShouldBe((23, 0));
        _sqs.Taken.Count.ShouldBe(23);
        _sqs.Taken.Distinct().Count().ShouldBe(23);
    }

    [Fact]
    public async Task Entries_that_go_on_failing_are_reported_with_the_reason()
    {
        _sqs.Fails = (entry, _) => entry.MessageBody.Contains("k3.", StringComparison.Ordinal);

        var run = await SendAsync(count: 10);

        (run.Sent, run.UnsentCount).ShouldBe((9, 1));
        run.Unsent.ShouldHaveSingleItem().ShouldBe(new UnsentObject("market/t/p/k3.parquet", "SQS refused it: InternalError try again"));
    }

    [Fact]
    public async Task An_entry_that_SQS_says_nothing_about_was_not_taken()
    {
        _sqs.Forgets = entry => entry.MessageBody.Contains("k3.", StringComparison.Ordinal);

        var run = await SendAsync(count: 10);

        (run.Sent, run.UnsentCount, run.Unsent[0].Reason).ShouldBe((9, 1, "SQS did not answer for it"));
    }

    [Fact]
    public async Task A_queue_that_is_not_there_ends_it()
    {
        _sqs.Throws = true;

        (await Should.ThrowAsync<AwsException>(() => SendAsync(count: 200))).Message.ShouldBe("SQS refused: There is no such queue (it takes sqs:SendMessage on the queue)");
    }

    private async Task<AnnouncementRun> SendAsync(int count)
    {
        await using var run = new ObjectAnnouncer(_sqs, new(Some.Settings()), _time).Start();
        var sending = SendAsync(run, count);
        while (!sending.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await sending;
        return run;
    }

    private static async Task SendAsync(AnnouncementRun run, int count)
    {
        for (var n = 0; n < count; n++)
        {
            await run.AddAsync(new Announcement { Domain = Some.Domain(), Bucket = Some.Bucket, Key = $"market/t/p/k{n}.parquet", ETag = "e" }, Stop);
        }

        await run.FinishAsync(Stop);
    }

    private sealed class AnsweringSqs() : AmazonSQSClient(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.USEast1)
    {
        private int _calls;

        public Func<SendMessageBatchRequestEntry, int, bool> Fails { get; set; } = (_, _) => false;

        public Func<SendMessageBatchRequestEntry, bool> Forgets { get; set; } = _ => false;

        public bool Throws { get; set; }

        public List<string> Taken { get; } = [];

        public override Task<SendMessageBatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default)
        {
            if (Throws)
            {
                throw new QueueDoesNotExistException("There is no such queue.") { StatusCode = System.Net.HttpStatusCode.BadRequest };
            }

            _calls++;
            var failed = request.Entries.Where(entry => Fails(entry, _calls)).ToList();
            var taken = request.Entries.Except(failed).Where(entry => !Forgets(entry)).ToList();
            Taken.AddRange(taken.Select(entry => entry.MessageBody));
            return Task.FromResult(new SendMessageBatchResponse
            {
                Successful = [.. taken.Select(entry => new SendMessageBatchResultEntry { Id = entry.Id })],
                Failed = failed.Count == 0 ? null : [.. failed.Select(entry => new BatchResultErrorEntry { Id = entry.Id, Code = "InternalError", Message = "try again" })],
            });
        }
    }
}
