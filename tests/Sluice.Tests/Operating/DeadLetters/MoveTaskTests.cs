using System.Text.Json;
using Amazon.Runtime;
using Amazon.SQS;
using Microsoft.Extensions.Time.Testing;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.Receiving;

namespace Sluice.Tests.Operating.DeadLetters;

/// <summary>What SQS moves by itself. The emulator has no such tasks, so that a server of this test plays SQS to the SDK's own client.</summary>
[Trait("Category", "Unit")]
public sealed class MoveTaskTests
{
    private const string Source = "arn:aws:sqs:ap-northeast-2:111122223333:dev-market-load-dlq", Destination = "arn:aws:sqs:ap-northeast-2:111122223333:dev-market-load-queue";

    private readonly FakeTimeProvider _time = new();
    private readonly OperationProgress _progress = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_whole_domain_is_moved_by_SQS_to_the_load_queue_by_name()
    {
        var (report, calls) = await RedriveAsync([[], [Task(2, "RUNNING", 3, 10)], [Task(2, "RUNNING", 7, 10)], [Task(2, "COMPLETED", 10, 10)]]);

        (report.Done, report.IsComplete).ShouldBe((10, true));
        var start = calls.Single(call => call.Operation == "StartMessageMoveTask").Body;
        (start.GetProperty("SourceArn").GetString(), start.GetProperty("DestinationArn").GetString()).ShouldBe((Source, Destination));
        calls.ShouldNotContain(call => call.Operation == "ReceiveMessage");
        _progress.Step.ShouldBe("market: SQS has moved 10 of 10");
    }

    [Fact]
    public async Task Tasks_of_before_are_not_taken_for_this_one()
    {
        var old = Task(1, "COMPLETED", 99, 99);

        var (report, _) = await RedriveAsync([[old], [old], [Task(2, "RUNNING", 1, 5), old], [Task(2, "COMPLETED", 5, 5), old]]);

        report.Done.ShouldBe(5);
    }

    [Fact]
    public async Task Cancelled_it_has_SQS_stop_and_says_how_many_were_moved()
    {
        var (report, calls) = await RedriveAsync([[], [Task(2, "RUNNING", 3, 10)], [Task(2, "RUNNING", 3, 10)]], cancelAt: 2);

        (report.Done, report.IsCancelled).ShouldBe((4, true));
        calls.Single(call => call.Operation == "CancelMessageMoveTask").Body.GetProperty("TaskHandle").GetString().ShouldBe("handle-2");
    }

    [Fact]
    public async Task A_task_that_fails_is_said_with_its_reason()
    {
        var (report, _) = await RedriveAsync([[], [Failed(2, 6, 10)]]);

        (report.Done, report.FailedCount, report.IsComplete).ShouldBe((6, 4, false));
        report.Failed.ShouldHaveSingleItem().Reason.ShouldContain("AWS.SimpleQueueService.NonExistentQueue");
    }

    [Fact]
    public async Task A_task_of_somebody_else_is_followed()
    {
        var (report, calls) = await RedriveAsync([[Task(2, "RUNNING", 3, 10)], [Task(2, "RUNNING", 4, 10)], [Task(2, "COMPLETED", 10, 10)]]);

        report.Done.ShouldBe(10);
        report.Notes.ShouldHaveSingleItem().ShouldContain("for somebody else");
        calls.ShouldNotContain(call => call.Operation == "StartMessageMoveTask");
    }

    [Fact]
    public async Task A_task_of_somebody_else_that_names_no_destination_is_followed()
    {
        var (report, calls) = await RedriveAsync([[To(null, Task(2, "RUNNING", 3, 10))], [To(null, Task(2, "COMPLETED", 10, 10))]]);

        (report.Done, report.IsComplete).ShouldBe((10, true));
        calls.ShouldNotContain(call => call.Operation == "StartMessageMoveTask");
    }

    [Fact]
    public async Task A_task_of_somebody_else_that_moves_them_elsewhere_is_not_followed()
    {
        const string Elsewhere = "arn:aws:sqs:ap-northeast-2:111122223333:archive";

        var (report, calls) = await RedriveAsync([[To(Elsewhere, Task(2, "RUNNING", 3, 10))]]);

        (report.Done, report.FailedCount, report.IsComplete).ShouldBe((0, 7, false));
        report.Failed.ShouldHaveSingleItem().Reason.ShouldBe($"nothing was moved: SQS is moving the letters to {Elsewhere} for somebody else");
        calls.ShouldHaveSingleItem().Operation.ShouldBe("ListMessageMoveTasks");
    }

    [Fact]
    public async Task A_task_of_somebody_else_is_not_cancelled()
    {
        var (report, calls) = await RedriveAsync([[Task(2, "RUNNING", 3, 10)], [Task(2, "RUNNING", 4, 10)]], cancelAt: 2);

        report.IsCancelled.ShouldBeTrue();
        report.Notes.ShouldContain(note => note.Contains("goes on", StringComparison.Ordinal));
        calls.ShouldNotContain(call => call.Operation == "CancelMessageMoveTask");
    }

    [Theory]
    [InlineData("InvalidAction")]
    [InlineData("UnsupportedOperation")]
    [InlineData("UnknownOperationException")]
    public async Task Where_there_are_no_move_tasks_letters_are_copied(string code)
    {
        var (report, calls) = await RedriveAsync([], listError: code);

        report.IsComplete.ShouldBeTrue();
        calls.ShouldContain(call => call.Operation == "ReceiveMessage");
    }

    [Fact]
    public async Task With_a_filter_no_task_is_started()
    {
        var (_, calls) = await RedriveAsync([[]], new DeadLetterFilter { Domain = "market", KeyPrefix = "market/t/" });

        calls.ShouldNotContain(call => call.Operation.EndsWith("MoveTask", StringComparison.Ordinal));
        calls.ShouldContain(call => call.Operation == "ReceiveMessage");
    }

    [Fact]
    public async Task When_SQS_stops_answering_amid_a_move_it_is_said_how_far_that_was_and_that_it_may_go_on()
    {
        var (report, _) = await RedriveAsync([[], [Task(2, "RUNNING", 3, 10)]], listError: "InternalFailure", errorAfter: 2);

        (report.Done, report.IsComplete, report.IsCancelled).ShouldBe((3, false, false));
        report.Fault.ShouldNotBeNull();
        report.Notes.ShouldHaveSingleItem().ShouldContain("may go on");
    }

    [Fact]
    public async Task A_refusal_names_the_permission_and_the_policy()
    {
        var (report, _) = await RedriveAsync([], listError: "AccessDeniedException");

        var refusal = report.Refusals.ShouldHaveSingleItem();
        refusal.Permission.ShouldBe("sqs:ListMessageMoveTasks");
        refusal.Sentence.ShouldContain("dev-load-operator");
        refusal.Sentence.ShouldContain("by design");
    }

    private async Task<(DeadLetterReport Report, IReadOnlyList<(string Operation, JsonElement Body)> Calls)> RedriveAsync(
        string[][] lists, DeadLetterFilter? filter = null, int? cancelAt = null, string? listError = null, int errorAfter = 0)
    {
        var listed = 0;
        await using var server = new SqsServer
        {
            Answer = (operation, _) => operation switch
            {
                "ListMessageMoveTasks" when listError is not null && listed >= errorAfter => $"!{listError}",
                "ListMessageMoveTasks" => List(lists[Math.Min(listed, lists.Length - 1)]),
                "StartMessageMoveTask" => """{"TaskHandle":"handle-2"}""",
                "CancelMessageMoveTask" => """{"ApproximateNumberOfMessagesMoved":4}""",
                _ => "{}",
            },
        };
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("key", "secret"),
            new AmazonSQSConfig { ServiceURL = (await server.StartAsync()).AbsoluteUri, AuthenticationRegion = "ap-northeast-2", MaxErrorRetry = 0 });
        var settings = Some.Settings();
        using var queues = new DeadLetterQueues(sqs, new QueueUrls(settings), settings.Topology);
        var desk = new DeadLetterDesk(queues, new DeadLetterLedger(null!, settings), new DeadLetterMoves(queues, _time), settings, _time);
        var report = await desk.RedriveAsync(filter ?? new DeadLetterFilter { Domain = "market" }, _progress, _stop.Token);
        return (report, server.Calls);

        string List(string[] tasks)
        {
            // The tick that the client waits for next.
            _time.Advance(TimeSpan.FromSeconds(1));
            if (++listed == cancelAt)
            {
                _stop.Cancel();
            }

            return $$"""{"Results":[{{string.Join(',', tasks)}}]}""";
        }
    }

    private static string Task(int number, string status, int moved, int toMove) =>
        $$"""
        {"Status":"{{status}}",{{(status == "RUNNING" ? $"\"TaskHandle\":\"handle-{number}\"," : "")}}"StartedTimestamp":{{number}},"SourceArn":"{{Source}}","DestinationArn":"{{Destination}}",
         "ApproximateNumberOfMessagesMoved":{{moved}},"ApproximateNumberOfMessagesToMove":{{toMove}}}
        """;

    private static string To(string? destination, string task) =>
        task.Replace($"\"DestinationArn\":\"{Destination}\",", destination is null ? "" : $"\"DestinationArn\":\"{destination}\",", StringComparison.Ordinal);

    private static string Failed(int number, int moved, int toMove) =>
        Task(number, "FAILED", moved, toMove).Replace("\"Status\"", "\"FailureReason\":\"AWS.SimpleQueueService.NonExistentQueue\",\"Status\"", StringComparison.Ordinal);
}
