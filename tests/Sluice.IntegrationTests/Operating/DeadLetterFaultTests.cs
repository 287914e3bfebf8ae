using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Permissions;
using Sluice.Operating.DeadLetters;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Operating;

/// <summary>SQS fails, or the command dies, while dead letters are moved or deleted.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(DeadLetterCollection))]
public sealed class DeadLetterFaultTests(DeadLetterFixture fixture) : IAsyncLifetime
{
    private const string Domain = DeadLetterFixture.Domain;

    private static readonly DeadLetterFilter _all = new() { Domain = Domain };

    private ServiceProvider _services = null!;

    private DeadLetterDesk Desk => _services.GetRequiredService<DeadLetterDesk>();

    private string LoadQueue => fixture.Cloud.Queues[Domain];

    private string DeadLetterQueue => fixture.Cloud.DeadLetterQueues[Domain];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await fixture.EmptyAsync();
        _services = fixture.Services();
    }

    public async ValueTask DisposeAsync()
    {
        fixture.Cloud.Faults.Decide = null;
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_redrive_that_is_killed_between_send_and_delete_leaves_two_that_load_once()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        var table = await bench.TableAsync(Domain);
        var key = $"{Domain}/{table}/p/a.parquet";
        await fixture.Commands.UploadAsync(key, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(3)");
        await fixture.LetterAsync(fixture.About(key));
        var deleting = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Cloud.Faults.Decide = request => request.Operation == "DeleteMessageBatch" ? Fault.Of(HoldAsync) : null;
        await using (SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE__AWS__PROFILE"] = LocalCloud.OperatorProfile }, "dlq", "redrive", "--domain", Domain, "--config", fixture.Cloud.ConfigPath))
        {
            // Disposing kills it.
            await fixture.LetGoAsync(Handles(await deleting.Task.WaitAsync(Stop)));
        }

        fixture.Cloud.Faults.Decide = null;
        ((await fixture.MessagesAsync(LoadQueue)).Count, (await fixture.MessagesAsync(DeadLetterQueue)).Count).ShouldBe((1, 1));

        (await fixture.DlqAsync("redrive", "--domain", Domain)).ExitCode.ShouldBe(0);
        (await fixture.MessagesAsync(DeadLetterQueue)).ShouldBeEmpty();
        var agent = await bench.StartAsync(Domain);
        await agent.SaysAsync(LogEvents.ObjectLoaded, key);
        await agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await bench.CountAsync(Domain, table)).ShouldBe("3");

        async Task HoldAsync(FaultyCall call)
        {
            deleting.TrySetResult(call.Request.Body);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.ClientGone);
        }
    }

    [Fact]
    public async Task An_entry_that_SQS_does_not_take_is_sent_again()
    {
        await LettersAsync(5);
        var sends = 0;
        fixture.Cloud.Faults.Decide = request =>
            request.Operation == "SendMessageBatch" && Interlocked.Increment(ref sends) == 1 ? Fault.Of(call => FailFirstAsync(call, isSendersFault: false)) : null;

        var report = await Desk.RedriveAsync(_all, null, Stop);

        (report.Done, report.IsComplete, sends).ShouldBe((5, true, 2));
        (await fixture.MessagesAsync(LoadQueue)).Select(message => message.Body).Distinct().Count().ShouldBe(5);
        (await fixture.MessagesAsync(DeadLetterQueue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_that_SQS_refuses_stays_and_is_said()
    {
        await LettersAsync(5);
        fixture.Cloud.Faults.Decide = request => request.Operation == "SendMessageBatch" ? Fault.Of(call => FailFirstAsync(call, isSendersFault: true)) : null;

        var report = await Desk.RedriveAsync(_all, null, Stop);

        (report.Done, report.FailedCount).ShouldBe((4, 1));
        report.Failed.ShouldHaveSingleItem().Reason.ShouldContain("InvalidMessageContents");
        (await fixture.MessagesAsync(DeadLetterQueue)).ShouldHaveSingleItem().MessageId.ShouldBe(report.Failed[0].MessageId);
    }

    [Fact]
    public async Task An_entry_that_SQS_does_not_delete_is_said_to_be_in_both_queues()
    {
        await LettersAsync(3);
        fixture.Cloud.Faults.Decide = request => request.Operation == "DeleteMessageBatch" ? Fault.Of(call => FailFirstAsync(call, isSendersFault: true, skips: true)) : null;

        var report = await Desk.RedriveAsync(_all, null, Stop);

        (report.Done, report.FailedCount).ShouldBe((0, 3));
        report.Failed.ShouldAllBe(failed => failed.Reason.StartsWith("it is in the load queue now", StringComparison.Ordinal));
        ((await fixture.MessagesAsync(LoadQueue)).Count, (await fixture.MessagesAsync(DeadLetterQueue)).Count).ShouldBe((3, 3));
    }

    [Fact]
    public async Task Cancelled_it_says_how_many_were_moved_and_lets_the_others_go()
    {
        await LettersAsync(25);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        fixture.Cloud.Faults.Decide = request => request.Operation == "DeleteMessageBatch"
            ? Fault.Of(async call =>
            {
                await call.ForwardAsync();
                await stop.CancelAsync();
                await call.AnswerAsync();
            })
            : null;

        var report = await Desk.RedriveAsync(_all, null, stop.Token);
        fixture.Cloud.Faults.Decide = null;

        (report.Done, report.IsCancelled).ShouldBe((10, true));
        ((await fixture.MessagesAsync(LoadQueue)).Count, (await fixture.MessagesAsync(DeadLetterQueue)).Count).ShouldBe((10, 15));
    }

    [Fact]
    public async Task When_SQS_does_not_answer_it_is_said_and_nothing_is_lost()
    {
        await LettersAsync(2);
        fixture.Cloud.Faults.Decide = request => request.Operation == "SendMessageBatch" ? Fault.Reset() : null;

        var report = await Desk.RedriveAsync(_all, null, Stop);
        fixture.Cloud.Faults.Decide = null;

        (report.Done, report.IsComplete).ShouldBe((0, false));
        report.Fault!.ShouldContain("SQS");

        (await fixture.MessagesAsync(DeadLetterQueue)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_redrive_that_breaks_off_midway_says_what_it_has_done_and_why_it_ended()
    {
        await LettersAsync(25);
        var deletions = 0;
        fixture.Cloud.Faults.Decide = request =>
        {
            deletions += request.Operation == "DeleteMessageBatch" ? 1 : 0;
            return request.Operation == "SendMessageBatch" && deletions > 0 ? Fault.Reset() : null;
        };

        var (exitCode, output, error) = await fixture.DlqAsync("redrive", "--domain", Domain, "--json");
        fixture.Cloud.Faults.Decide = null;

        exitCode.ShouldBe(4, error);
        var answer = OperatorBench.Json(output);
        answer.GetProperty("done").GetInt64().ShouldBe(10);
        answer.GetProperty("fault").GetString()!.ShouldContain("SQS");
        error.ShouldContain("10 dead letters moved back to the load queues until it broke off.");
        error.ShouldContain("Running it again does no harm.");
        ((await fixture.MessagesAsync(LoadQueue)).Count, (await fixture.MessagesAsync(DeadLetterQueue)).Count).ShouldBe((10, 15));
    }

    private async Task LettersAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await fixture.LetterAsync(fixture.About($"market/t/p/{n}.parquet"));
        }
    }

    /// <summary>Says that the first entry of a batch failed; the others are done, unless it skips them all.</summary>
    private static async Task FailFirstAsync(FaultyCall call, bool isSendersFault, bool skips = false)
    {
        object Failed(string id) => new { Id = id, SenderFault = isSendersFault, Code = "InvalidMessageContents", Message = "told to" };
        if (skips)
        {
            var entries = JsonDocument.Parse(call.Request.Body).RootElement.GetProperty("Entries").EnumerateArray();
            await call.AnswerInsteadAsync(JsonSerializer.Serialize(new { Successful = Array.Empty<object>(), Failed = entries.Select(entry => Failed(entry.GetProperty("Id").GetString()!)) }));
            return;
        }

        await call.ForwardAsync();
        var done = JsonDocument.Parse(call.Answer).RootElement.GetProperty("Successful").EnumerateArray().ToList();
        await call.AnswerInsteadAsync(JsonSerializer.Serialize(new { Successful = done.Skip(1), Failed = new[] { Failed(done[0].GetProperty("Id").GetString()!) } }));
    }

    private static IEnumerable<string> Handles(string deletion) =>
        JsonDocument.Parse(deletion).RootElement.GetProperty("Entries").EnumerateArray().Select(entry => entry.GetProperty("ReceiptHandle").GetString()!);
}
