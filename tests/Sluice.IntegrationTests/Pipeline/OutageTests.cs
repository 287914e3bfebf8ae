using Amazon.SQS.Model;
using Sluice.IntegrationTests.Operating;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Faults that are no object's: what is in hand waits, and nothing of it is given up.</summary>
[Trait("Category", "Integration")]
public sealed class OutageTests(TroubledAgents agents) : IClassFixture<TroubledAgents>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_ClickHouse_is_down_nothing_is_received_and_no_attempt_is_spent()
    {
        // With provenance they share INSERTs: one after another they would need longer than the message timeout.
        var table = AgentFixture.NewName("t");
        await agents.Patient.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var bytes = await agents.Patient.ParquetAsync("a");
        var keys = Enumerable.Range(0, 60).Select(n => $"market/{table}/ds={n}/a.parquet").ToList();
        var polls = new PollWatch();
        agents.Cloud.Faults.Decide = polls.Decide;
        try
        {
            await agents.Cloud.ClickHouse.KillAsync();
            await agents.Patient.UploadAsync(keys[0], bytes);
            await agents.Patient.Agent.SaysAsync(500, "ClickHouse is at fault");
            await polls.NoneAsync(Stop);
            await Task.WhenAll(keys.Skip(1).Select(key => agents.Patient.UploadAsync(key, bytes)));
            (await ArrivedAsync(agents.Cloud.Queues["market"], keys.Count)).ShouldBe((keys.Count - 1, 1), "nobody receives");
        }
        finally
        {
            agents.Cloud.Faults.Decide = null;
        }

        await agents.Cloud.ClickHouse.StartAsync(Stop);

        await agents.Patient.Agent.SaysAsync(501, "ClickHouse works again");
        foreach (var key in keys)
        {
            (await agents.Patient.Agent.SaysAsync(LogEvents.ObjectLoaded, key)).Values["Attempt"].ShouldBe(1, key);
        }

        (await agents.Patient.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe($"{60 * 500}");
        (await DepthAsync(agents.Cloud.DeadLetterQueues["market"])).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_a_table_keeps_waiting_stays_hidden_beyond_its_lease_and_other_tables_go_on()
    {
        var (full, free) = (await agents.FullTableAsync("market"), await agents.Patient.NewTableAsync("market"));
        var bytes = await agents.Patient.ParquetAsync("a");
        var (held, other) = ($"market/{full}/ds=1/a.parquet", $"market/{free}/ds=1/a.parquet");

        await agents.Patient.UploadAsync(held, bytes);
        await agents.Patient.Agent.SaysAsync(LogEvents.ObjectHeld, held);
        var crowd = Enumerable.Range(2, 40).Select(n => $"market/{full}/ds={n}/a.parquet").ToList();
        await Task.WhenAll(crowd.Select(key => agents.Patient.UploadAsync(key, bytes)));
        foreach (var key in crowd)
        {
            await agents.Patient.Agent.SaysAsync(LogEvents.ObjectHeld, key);
        }

        await agents.Patient.UploadAsync(other, bytes);
        await agents.Patient.Agent.SaysAsync(LogEvents.ObjectLoaded, other);

        // Pauses of 1, 2, 4, 8 and 16 s: longer than the lease of 30 s in all.
        await agents.Patient.Agent.SaysAsync(LogEvents.ObjectHeld, held, times: 6);
        await agents.Patient.SqlAsync($"ALTER TABLE market.{full} RESET SETTING parts_to_throw_insert");
        (await agents.Patient.Agent.SaysAsync(LogEvents.ObjectLoaded, held)).Values["Attempt"].ShouldBe(1, "somebody else was given it");
        agents.Patient.Agent.Log.ShouldNotContain(entry => entry.EventId == 500 && entry.Message.Contains(full, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task While_S3_cannot_be_reached_or_has_too_much_to_do_objects_wait(bool slowDown)
    {
        var table = await agents.Patient.NewTableAsync("market");
        var key = $"market/{table}/ds=1/a.parquet";
        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));
        await agents.Patient.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        agents.Cloud.Faults.Decide = request =>
            request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && !request.Target.Contains("list-type", StringComparison.Ordinal)
                ? slowDown ? Fault.Refuse() : Fault.Reset()
                : null;
        var later = $"market/{table}/ds=2/b.parquet";
        try
        {
            await agents.Patient.UploadAsync(later, await agents.Patient.ParquetAsync("b"));
            await agents.Patient.Agent.SaysAsync(500, slowDown ? "S3 is at fault (E005)" : "S3 is at fault (E004)");
            await agents.Patient.Agent.SaysAsync(LogEvents.ObjectHeld, later);
        }
        finally
        {
            agents.Cloud.Faults.Decide = null;
        }

        (await agents.Patient.Agent.SaysAsync(LogEvents.ObjectLoaded, later)).Values["Attempt"].ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_permission_to_send_the_redrive_policy_takes_the_message_and_the_ledger_has_the_reason()
    {
        var key = $"customer/{AgentFixture.NewName("missing")}/ds=1/a.parquet";
        agents.Cloud.Faults.Decide = request =>
            request is { Service: SandboxService.Sqs, Operation: "SendMessage" } && request.Body.Contains("-load-dlq", StringComparison.Ordinal) ? Fault.Deny() : null;
        try
        {
            await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));
            var letter = await agents.LetterAsync("customer", key);

            (letter.MessageAttributes ?? []).ShouldBeEmpty();
            (await agents.Patient.SqlAsync($"SELECT state, error_code, dead_letters, attempt FROM sluice.loads FINAL WHERE key = '{key}'"))
                .ShouldBe($"dead_lettered\tE003\t['{letter.MessageId}']\t1", "one attempt, however often it came by");
            await agents.Hasty.SaysAsync(311, "sqs:SendMessage");
        }
        finally
        {
            agents.Cloud.Faults.Decide = null;
        }
    }

    [Theory]
    [InlineData("part-00404")]
    [InlineData("NoSuchKey HTTP response code: 403")]
    public async Task While_S3_has_too_much_to_do_explain_does_not_say_that_there_is_no_object(string name)
    {
        var table = await agents.Patient.NewTableAsync("market");
        agents.Cloud.Faults.Decide = request =>
            request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && request.Target.Contains(table, StringComparison.Ordinal) ? Fault.Refuse() : null;
        try
        {
            var (_, _, error) = await new OperatorBench(agents.Cloud).RunAsync("explain", $"s3://{agents.Cloud.Bucket}/market/{table}/ds=1/{name}.parquet");

            error.ShouldContain("S3 has too much to do");
        }
        finally
        {
            agents.Cloud.Faults.Decide = null;
        }
    }

    [Fact]
    public async Task A_receipt_that_SQS_does_not_know_any_more_is_noticed_and_not_waited_for()
    {
        var table = await agents.FullTableAsync("market");
        var key = $"market/{table}/ds=1/a.parquet";
        await agents.Patient.UploadAsync(key, await agents.Patient.ParquetAsync("a"));
        await agents.Patient.Agent.SaysAsync(LogEvents.ObjectHeld, key);

        await agents.Patient.Sqs.PurgeQueueAsync(agents.Cloud.Queues["market"], Stop);

        await agents.Patient.Agent.SaysAsync(202, "does not know the receipt");
        await agents.Patient.Agent.SaysAsync(303, key);
    }

    [Fact]
    public async Task An_agent_with_a_wrong_password_takes_no_message()
    {
        await using var agent = await RunningAgent.StartAsync(agents.Cloud, settings => settings with
        {
            ClickHouse = settings.ClickHouse with { Password = "wrong" },
        });

        var said = await agent.SaysAsync(400, "AUTHENTICATION_FAILED");

        said.Message.ShouldNotContain("wrong\"");
        agent.Log.ShouldNotContain(entry => entry.EventId == LogEvents.ObjectDeadLettered);
    }

    private async Task<(int Visible, int Hidden)> ArrivedAsync(string queue, int messages)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            await timer.WaitForNextTickAsync(Stop);
            var (visible, hidden) = await DepthAsync(queue);
            if (visible + hidden == messages)
            {
                return (visible, hidden);
            }
        }
    }

    private async Task<(int Visible, int Hidden)> DepthAsync(string queue)
    {
        var depth = await agents.Patient.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, ["All"]), Stop);
        return (depth.ApproximateNumberOfMessages, depth.ApproximateNumberOfMessagesNotVisible);
    }

    /// <summary>Sees the long polls of one queue.</summary>
    private sealed class PollWatch
    {
        private readonly Lock _gate = new();
        private int _underWay;
        private TaskCompletionSource _none = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IFault? Decide(SandboxRequest request) =>
            request is { Service: SandboxService.Sqs, Operation: "ReceiveMessage" } && request.Body.Contains("dev-market-load-queue", StringComparison.Ordinal)
                ? Fault.Of(PollAsync)
                : null;

        /// <summary>Ends when none is under way: those that were have ended.</summary>
        public Task NoneAsync(CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                return _underWay == 0 ? Task.CompletedTask : _none.Task.WaitAsync(cancellationToken);
            }
        }

        private async Task PollAsync(FaultyCall call)
        {
            lock (_gate)
            {
                _underWay++;
            }

            await call.ForwardAsync();
            await call.AnswerAsync();
            lock (_gate)
            {
                if (--_underWay == 0)
                {
                    _none.SetResult();
                    _none = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }
}
