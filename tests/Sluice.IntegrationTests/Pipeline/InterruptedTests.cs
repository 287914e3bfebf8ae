using System.Collections.Concurrent;
using Sluice.Ledger;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Resources;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>
/// The protections of the protocol one by one: each of these fails when it is taken out. The agent reaches ClickHouse through a proxy that cuts it off at
/// a step, and its user has a profile that undoes whatever the agent does not ask for itself.
/// </summary>
[Trait("Category", "Integration")]
public sealed class InterruptedTests : IClassFixture<InterruptedTests.Interrupted>, IAsyncLifetime
{
    private static readonly TimeSpan _messageTimeout = TimeSpan.FromSeconds(5);

    private readonly ProxiedCloud.ProxiedAgent _fixture;
    private readonly ProtocolState _state;

    public InterruptedTests(Interrupted interrupted)
    {
        _fixture = interrupted.Agent;
        _state = new ProtocolState(_fixture);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private FaultInjector Faults => _fixture.Proxy.Faults;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Faults.Decide = null;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Intent_without_it_in_the_ledger_no_insert_is_sent()
    {
        var table = await _fixture.NewTableAsync("market");
        var inserts = 0;
        Faults.Decide = request =>
        {
            Interlocked.Add(ref inserts, IsInsertInto(request, table) ? 1 : 0);
            return IsLedgerWrite(request, "intended") ? Fault.Reset() : null;
        };
        var key = await UploadAsync(table);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectHeld, key);

        inserts.ShouldBe(0);
        Faults.Decide = null;
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await _state.CountAsync(table)).ShouldBe("500");
    }

    [Fact]
    public async Task Intent_is_known_when_the_commit_is_lost_and_the_windows_have_moved_on()
    {
        var table = AgentFixture.NewName("t");
        await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4");
        Faults.Decide = request => IsLedgerWrite(request, "loaded") ? Fault.Reset() : null;
        var key = await UploadAsync(table);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectHeld, key);
        await _state.ForgetAsync(table);
        Faults.Decide = null;

        await _fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await _fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE label = 'a'")).ShouldBe("500");
    }

    [Fact]
    public async Task Token_an_insert_whose_answer_was_lost_is_repeated_and_dropped()
    {
        var table = await _fixture.NewTableAsync("market");
        var lost = 0;
        Faults.Decide = request => IsInsertInto(request, table) && Interlocked.Increment(ref lost) == 1 ? Fault.DropAnswer() : null;
        var key = await UploadAsync(table, rows: 200_000);

        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        lost.ShouldBe(2, "it was sent twice");
        (await _state.CountAsync(table)).ShouldBe("200000");
    }

    [Fact]
    public async Task Pin_what_is_overwritten_after_its_footer_was_read_is_not_loaded_as_what_it_was()
    {
        var table = await _fixture.NewTableAsync("market");
        var key = $"market/{table}/p/a.parquet";
        var newer = await _fixture.ParquetAsync("newer");
        var overwritten = 0;
        Faults.Decide = request => IsInsertInto(request, table) && Interlocked.Increment(ref overwritten) == 1
            ? Fault.Of(async call =>
            {
                await _fixture.UploadAsync(key, newer);
                await call.ForwardAsync();
                await call.AnswerAsync();
            })
            : null;

        await _fixture.UploadAsync(key, await _fixture.ParquetAsync("older"));
        await _fixture.Agent.SaysAsync(LogEvents.ObjectSuperseded, key);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await _fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label")).ShouldBe("newer\t500");
    }

    [Fact]
    public async Task One_member_at_fault_among_eight_is_found_in_seven_inserts()
    {
        var table = AgentFixture.NewName("t");
        await _fixture.SqlAsync(
            $"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String, CONSTRAINT good CHECK label != 'n5') ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var objects = new List<(string Key, string ETag, string LoadId)>();
        for (var n = 0; n < 8; n++)
        {
            objects.Add(await _state.QuietlyUploadAsync(table, $"n{n}"));
        }

        var inserts = 0;
        Faults.Decide = request =>
        {
            Interlocked.Add(ref inserts, IsInsertInto(request, table) ? 1 : 0);
            return null;
        };
        await _state.AnnounceTogetherAsync("market", objects);
        foreach (var each in objects.Where((_, n) => n != 5))
        {
            await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, each.Key);
        }

        (await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, objects[5].Key)).Values["ErrorCode"].ShouldBe("E003");
        inserts.ShouldBe(7, "all, then at each of three levels the half with the fault and the other");
        (await _fixture.SqlAsync($"SELECT uniqExact(label), count() FROM market.{table}")).ShouldBe($"7\t{7 * ProtocolState.QuietRows}");
    }

    [Fact]
    public async Task Fence_an_insert_that_comes_after_its_deadline_is_refused_by_the_server()
    {
        var table = await _fixture.NewTableAsync("market");
        var sent = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Faults.Decide = request => IsInsertInto(request, table) && sent.TrySetResult(request.Body) ? Fault.Reset() : null;
        var key = await UploadAsync(table);
        var statement = await sent.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Stop);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        // The agent that sent it slept; now it goes on, and the deduplication window is long over.
        var late = $"SELECT count() FROM sluice.loads FINAL WHERE key = '{key}' AND now64() > written_at + toIntervalMillisecond({_messageTimeout.TotalMilliseconds + 500})";
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await _fixture.SqlAsync(late) == "0")
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        (await _fixture.SqlAsync(statement)).ShouldContain("the insert came after its deadline");
        (await _state.CountAsync(table)).ShouldBe("500");
    }

    [Fact]
    public async Task Block_shape_an_object_of_many_pieces_is_one_part_or_nothing()
    {
        var table = await _fixture.NewTableAsync("market");
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, await UploadAsync(table, rows: 200_000));

        (await _fixture.SqlAsync($"SELECT max(max_block_number) FROM system.parts WHERE database = 'market' AND table = '{table}'")).ShouldBe("1");
    }

    [Fact]
    public async Task Block_shape_does_not_depend_on_the_profile()
    {
        var table = await _fixture.NewTableAsync("market");
        var key = await UploadAsync(table, rows: 200_000);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        // Another profile, and the same insert: ClickHouse knows it again only if the agent's pieces did not follow from its own.
        await _state.InsertAsAgentAsync(table, key, LoadId.Of(_fixture.Cloud.Bucket, key, await _state.ETagAsync(key)).Value);
        (await _state.CountAsync(table)).ShouldBe("200000");
    }

    [Fact]
    public async Task View_that_failed_after_the_target_committed_is_completed_and_counts_once()
    {
        var table = await _fixture.NewTableAsync("market");
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_ready (n UInt8) ENGINE = MergeTree ORDER BY n");
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_counts (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        await _fixture.SqlAsync(
            $"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_counts AS SELECT label, count() + throwIf((SELECT count() FROM market.{table}_ready) = 0, 'not ready') AS n FROM market.{table} GROUP BY label");
        var key = await UploadAsync(table);
        (await _fixture.Agent.SaysAsync(LogEvents.ObjectRetried, key)).Message.ShouldContain("not ready");
        (await _state.CountAsync(table)).ShouldBe("500", "the target keeps its rows");
        await _fixture.SqlAsync($"INSERT INTO market.{table}_ready VALUES (1)");

        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await _state.CountAsync(table)).ShouldBe("500");
        (await _fixture.SqlAsync($"SELECT sum(n) FROM market.{table}_counts")).ShouldBe("500");
    }

    [Fact]
    public async Task View_counts_once_when_the_answer_was_lost()
    {
        var table = await _fixture.NewTableAsync("market");
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_counts (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        await _fixture.SqlAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_counts AS SELECT label, count() AS n FROM market.{table} GROUP BY label");
        var sent = 0;
        Faults.Decide = request => IsInsertInto(request, table) && Interlocked.Increment(ref sent) == 1 ? Fault.DropAnswer() : null;
        var key = await UploadAsync(table);

        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        sent.ShouldBe(2, "it was sent twice");
        (await _fixture.SqlAsync($"SELECT sum(n) FROM market.{table}_counts")).ShouldBe("500");
    }

    [Fact]
    public async Task Publishing_whose_answers_are_lost_is_repeated_and_dropped()
    {
        var table = await _fixture.NewTableAsync("market");
        var sent = 0;
        Faults.Decide = request => IsInsertInto(request, table) && Interlocked.Increment(ref sent) is 1 or 3 ? Fault.DropAnswer() : null;
        var key = await UploadAsync(table, rows: 600_000);

        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        sent.ShouldBeGreaterThan(4, "it is published in chunks");
        (await _fixture.SqlAsync($"SELECT count(), uniqExact(id) FROM market.{table}")).ShouldBe("600000\t600000");
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_not_an_empty_one()
    {
        var table = await _fixture.NewTableAsync("market");
        var key = $"market/{table}/p/away.parquet";

        // Who may list the bucket is told that it is not there; ClickHouse could take that for nothing to read.
        _fixture.Cloud.AccessKeys.Assign(AgentConfiguration.AccessKeyId, SandboxIdentity.Administrator);
        try
        {
            await _state.AnnounceAsync("market", key, "0");

            await _fixture.Agent.SaysAsync(LogEvents.ObjectRetried, key);
            (await _state.LedgerAsync(key, "state")).ShouldBe("failed");
        }
        finally
        {
            _fixture.Cloud.AccessKeys.Assign(AgentConfiguration.AccessKeyId, SandboxIdentity.Agent);
        }
    }

    [Fact]
    public async Task What_the_ledger_is_told_waits_in_no_queue_of_the_server()
    {
        // This build of the server has no such queue: that the agent asks for none is all that can be seen.
        var table = await _fixture.NewTableAsync("market");
        var writes = new ConcurrentQueue<string>();
        _fixture.Proxy.Faults.Decide = request =>
        {
            if (request.Body.StartsWith("INSERT INTO `sluice`.", StringComparison.Ordinal))
            {
                writes.Enqueue(request.Body);
            }

            return null;
        };

        await _fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, await UploadAsync(table));
        _fixture.Proxy.Faults.Decide = null;

        writes.Count.ShouldBeGreaterThan(2);
        writes.ShouldAllBe(statement => statement.Contains("async_insert = 0", StringComparison.Ordinal));
    }

    private static bool IsInsertInto(SandboxRequest request, string table) => request.Body.StartsWith($"INSERT INTO `market`.`{table}` ", StringComparison.Ordinal);

    private static bool IsLedgerWrite(SandboxRequest request, string state) =>
        request.Body.StartsWith("INSERT INTO `sluice`.loads", StringComparison.Ordinal) && request.Body.Contains($"\"state\":\"{state}\"", StringComparison.Ordinal);

    private async Task<string> UploadAsync(string table, int rows = 500)
    {
        var key = $"market/{table}/p/a.parquet";
        await _fixture.UploadAsync(key, await Parquet.OfAsync(
            _fixture.Cloud, $"SELECT toUInt64(number) AS id, 'a' AS label FROM numbers({rows}) SETTINGS output_format_parquet_row_group_size = 50000"));
        return key;
    }

    /// <summary>The cloud, whose administrator had other loads in mind, and its agent, for all tests of the class: each has a table of its own.</summary>
    public sealed class Interrupted() : ProxiedCloud(
        new SandboxOptions
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new() { BatchSizeMax = 10, MaxNumberOfMessages = 10 } },
            MessageTimeout = _messageTimeout,
            MaxReceiveCount = 20,
            LoaderProfile = new Dictionary<string, string>
            {
                ["insert_deduplicate"] = "0",
                ["deduplicate_insert"] = "disable",
                ["deduplicate_insert_select"] = "disable",
                ["deduplicate_blocks_in_dependent_materialized_views"] = "0",
                ["async_insert"] = "1",
                ["max_insert_threads"] = "4",
                ["max_block_size"] = "10000",
                ["max_insert_block_size"] = "10000",
                ["min_insert_block_size_rows"] = "10000",
                ["min_insert_block_size_bytes"] = "10000",
                ["input_format_parquet_max_block_size"] = "10000",
                ["s3_ignore_file_doesnt_exist"] = "1",
                ["timeout_overflow_mode"] = "break",
            },
        },
        settings => settings with { Loading = new() { MaxBlockMiB = 2 } });
}
