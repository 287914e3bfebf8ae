using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Of several objects that share an INSERT one is at fault, in every way there is: the others load, and it alone is dead-lettered (R4).</summary>
[Trait("Category", "Integration")]
public sealed class FaultyMemberTests(FaultyMemberTests.Faulty faulty) : IClassFixture<FaultyMemberTests.Faulty>, IAsyncLifetime
{
    private const int Objects = 8;
    private const int Bad = 5;

    private readonly ProxiedCloud.ProxiedAgent _fixture = faulty.Agent;
    private readonly ProtocolState _state = new(faulty.Agent);

    private FaultInjector Faults => _fixture.Proxy.Faults;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Faults.Decide = null;
        faulty.Cloud.Faults.Decide = null;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_row_that_violates_a_constraint_of_a_table_with_partitions_is_found_by_halves_at_the_first_attempt()
    {
        var table = await NewTableAsync(", CONSTRAINT good CHECK label != 'n5'", "PARTITION BY id % 4");
        var inserts = CountInserts(table);
        var objects = await UploadAsync(table);

        await EndsAsync(table, objects, "E003", attempts: 1);

        inserts().ShouldBe(7, "all, then at each of three levels the half with the fault and the other");
    }

    [Fact]
    public async Task An_error_of_which_nobody_knows_what_it_left_is_looked_into_and_found_by_halves()
    {
        var table = await NewTableAsync(", CONSTRAINT good CHECK throwIf(label = 'n5', 'refused') = 0", "PARTITION BY id % 4");
        var objects = await UploadAsync(table);

        await EndsAsync(table, objects, "Unknown", attempts: 3);

        (await _fixture.SqlAsync($"SELECT max(attempt) FROM sluice.loads FINAL WHERE table = '{table}' AND state = 'loaded'")).ShouldBe("1");
    }

    [Fact]
    public async Task An_answer_that_comes_although_all_was_written_loads_nothing_twice()
    {
        var table = await NewTableAsync();
        var inserts = 0;
        Faults.Decide = request => IsInsertInto(request, table) && Interlocked.Increment(ref inserts) == 1
            ? Fault.Of(async call =>
            {
                await call.ForwardAsync();
                await call.AnswerErrorAsync("Code: 49. DB::Exception: afterwards. (LOGICAL_ERROR)");
            })
            : null;
        var objects = await UploadAsync(table);

        await LoadAllAsync(objects);
        (await RowsAsync(table)).ShouldBe($"{Objects}\t{Objects * ProtocolState.QuietRows}");
        inserts.ShouldBe(1);
    }

    [Fact]
    public async Task Objects_of_too_many_partitions_together_load_and_one_of_too_many_alone_is_refused_with_what_to_do()
    {
        var table = await NewTableAsync("", "PARTITION BY id");
        var objects = new List<(string Key, string ETag, string LoadId)>();
        foreach (var (name, first, count) in (IEnumerable<(string, int, int)>)[("a", 0, 40), ("b", 40, 40), ("c", 80, 40), ("wide", 120, 101)])
        {
            objects.Add(await UploadAsync(table, name, $"SELECT toUInt8({first} + number) AS id, '{name}' AS label FROM numbers({count}) SETTINGS output_format_parquet_write_page_index = 0, output_format_parquet_write_bloom_filter = 0"));
        }

        await _state.AnnounceTogetherAsync("market", objects);
        await LoadAllAsync(objects.Take(3));
        var said = await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, objects[3].Key);
        (said.Values["ErrorCode"], said.Values["Attempt"]).ShouldBe(("E003", 1));
        said.Message.ShouldContain("raise max_partitions_per_insert_block");
        (await RowsAsync(table)).ShouldBe("3\t120");
    }

    [Fact]
    public async Task Rows_that_a_materialized_view_refuses_keep_no_other_object_back()
    {
        var table = await NewTableAsync();
        await _fixture.SqlAsync($"CREATE TABLE market.{table}_counts (label String, n UInt64) ENGINE = SummingMergeTree ORDER BY label {AgentFixture.Window}");
        await _fixture.SqlAsync(
            $"CREATE MATERIALIZED VIEW market.{table}_view TO market.{table}_counts AS SELECT label, count() + throwIf(label = 'n5', 'refused') AS n FROM market.{table} GROUP BY label");
        var objects = await UploadAsync(table);

        await LoadOthersAsync(objects);
        (await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, objects[Bad].Key)).Values["Attempt"].ShouldBe(3);

        (await _fixture.SqlAsync($"SELECT uniqExact(label), sum(n) FROM market.{table}_counts")).ShouldBe($"{Objects - 1}\t{(Objects - 1) * ProtocolState.QuietRows}");
    }

    [Theory]
    [InlineData("ReplacingMergeTree", "")]
    [InlineData("MergeTree", "TTL toDateTime('2100-01-01 00:00:00') + toIntervalSecond(id)")]
    public async Task Where_rows_do_not_stay_as_they_were_inserted_each_object_has_an_insert_of_its_own(string engine, string ttl)
    {
        var table = AgentFixture.NewName("t");
        (await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = {engine} ORDER BY (id, label) {ttl} {AgentFixture.Window}")).ShouldBeEmpty();
        var shared = 0;
        Faults.Decide = request =>
        {
            Interlocked.Add(ref shared, IsInsertInto(request, table) && request.Body.Contains(".parquet,", StringComparison.Ordinal) ? 1 : 0);
            return null;
        };

        await LoadAllAsync(await UploadAsync(table));

        shared.ShouldBe(0);
        (await RowsAsync(table)).ShouldBe($"{Objects}\t{Objects * ProtocolState.QuietRows}");
    }

    [Fact]
    public async Task An_object_whose_insert_comes_to_no_end_is_given_up_alone()
    {
        var table = await NewTableAsync();
        Faults.Decide = request => IsOfTheBad(request, table)
            ? Fault.Of(call => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.ClientGone))
            : null;

        await EndsAsync(table, await UploadAsync(table), "E004", attempts: 3);
    }

    [Fact]
    public async Task An_object_at_which_the_connection_breaks_is_given_up_alone()
    {
        var table = await NewTableAsync();
        Faults.Decide = request => IsOfTheBad(request, table) ? Fault.Reset() : null;

        await EndsAsync(table, await UploadAsync(table), "E004", attempts: 3);
    }

    [Fact]
    public async Task Objects_whose_insert_happened_and_was_never_answered_are_found_in_the_table()
    {
        var table = await NewTableAsync("", "PARTITION BY id % 4");
        var inserts = 0;
        Faults.Decide = request =>
        {
            if (!IsInsertInto(request, table))
            {
                return null;
            }

            Interlocked.Increment(ref inserts);
            return Fault.DropAnswer();
        };
        var objects = await UploadAsync(table);

        foreach (var each in objects)
        {
            await _fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, each.Key);
        }

        inserts.ShouldBe(2, "a batch is sent once more at most");
        (await RowsAsync(table)).ShouldBe($"{Objects}\t{Objects * ProtocolState.QuietRows}");
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_object_is_in_its_table_or_a_dead_letter_and_never_both(bool isIn, bool hasProvenance)
    {
        var table = hasProvenance ? await NewTableAsync() : await _fixture.NewTableAsync("market");
        var inserts = 0;
        Faults.Decide = request => IsInsertInto(request, table)
            ? Fault.Of(async call =>
            {
                Interlocked.Increment(ref inserts);
                if (isIn)
                {
                    await call.ForwardAsync();
                }

                await call.AnswerErrorAsync("Code: 49. DB::Exception: afterwards. (LOGICAL_ERROR)");
            })
            : null;
        var only = await _state.QuietlyUploadAsync(table, "n0");
        await _state.AnnounceTogetherAsync("market", [only]);

        var said = await _fixture.Agent.SaysAsync(isIn ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectDeadLettered, only.Key);

        inserts.ShouldBe(3, "as often as the retry table says");
        (await _fixture.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe(isIn ? $"{ProtocolState.QuietRows}" : "0");
        (await _state.LedgerAsync(only.Key, "state")).ShouldBe(isIn ? "loaded" : "dead_lettered");
        if (!isIn)
        {
            (said.Values["ErrorCode"], said.Values["Attempt"]).ShouldBe(("Unknown", 3));
            said.Message.ShouldContain("afterwards");
        }
    }

    [Fact]
    public async Task While_S3_does_not_answer_it_is_asked_once_for_all_footers()
    {
        var table = await NewTableAsync();
        var asked = 0;
        Faults.Decide = request =>
        {
            Interlocked.Add(ref asked, request.Body.Contains("'ParquetMetadata'", StringComparison.Ordinal) && request.Body.Contains(table, StringComparison.Ordinal) ? 1 : 0);
            return null;
        };
        var objects = await UploadAsync(table, announce: false);
        RefuseS3(table);
        await _state.AnnounceTogetherAsync("market", objects);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectHeld, objects[0].Key);

        asked.ShouldBe(1);
        faulty.Cloud.Faults.Decide = null;
        await LoadAllAsync(objects);
    }

    [Fact]
    public async Task After_S3_has_failed_one_insert_no_other_of_the_attempt_runs_into_it()
    {
        var table = AgentFixture.NewName("t");
        (await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label Nullable(String)) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}")).ShouldBeEmpty();
        var inserts = 0;
        Faults.Decide = request => IsInsertInto(request, table)
            ? Fault.Of(async call =>
            {
                if (Interlocked.Increment(ref inserts) == 1)
                {
                    RefuseS3(table);
                }

                await call.ForwardAsync();
                await call.AnswerAsync();
            })
            : null;
        var objects = await UploadAsync(table, announce: false);
        await _state.AnnounceTogetherAsync("market", objects);
        await _fixture.Agent.SaysAsync(LogEvents.ObjectHeld, objects[^1].Key);

        inserts.ShouldBe(1);
        faulty.Cloud.Faults.Decide = null;
        await LoadAllAsync(objects);
    }

    private static bool IsInsertInto(SandboxRequest request, string table) => request.Body.StartsWith($"INSERT INTO `market`.`{table}` ", StringComparison.Ordinal);

    private static bool IsOfTheBad(SandboxRequest request, string table) => IsInsertInto(request, table) && request.Body.Contains($"/n{Bad}.parquet", StringComparison.Ordinal);

    private void RefuseS3(string table) => faulty.Cloud.Faults.Decide = request =>
        request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && request.Target.Contains(table, StringComparison.Ordinal) ? Fault.Refuse() : null;

    private Func<int> CountInserts(string table)
    {
        var inserts = 0;
        Faults.Decide = request =>
        {
            Interlocked.Add(ref inserts, IsInsertInto(request, table) ? 1 : 0);
            return null;
        };
        return () => inserts;
    }

    private async Task<string> NewTableAsync(string more = "", string partition = "")
    {
        var table = AgentFixture.NewName("t");
        (await _fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String{more}) ENGINE = MergeTree ORDER BY id {partition} {AgentFixture.Window}")).ShouldBeEmpty();
        return table;
    }

    private async Task<(string Key, string ETag, string LoadId)> UploadAsync(string table, string name, string query)
    {
        var key = $"market/{table}/p/{name}.parquet";
        var bytes = await Parquet.OfAsync(_fixture.Cloud, query);
        bytes.Length.ShouldBeLessThanOrEqualTo(1024, "it raises no message of its own");
        await _fixture.UploadAsync(key, bytes);
        return (key, await _state.ETagAsync(key), "");
    }

    /// <summary>Objects n0 to n7, which one receive brings.</summary>
    private async Task<IReadOnlyList<(string Key, string ETag, string LoadId)>> UploadAsync(string table, bool announce = true)
    {
        var objects = new List<(string Key, string ETag, string LoadId)>();
        for (var n = 0; n < Objects; n++)
        {
            objects.Add(await _state.QuietlyUploadAsync(table, $"n{n}"));
        }

        if (announce)
        {
            await _state.AnnounceTogetherAsync("market", objects);
        }

        return objects;
    }

    private async Task LoadAllAsync(IEnumerable<(string Key, string ETag, string LoadId)> objects)
    {
        foreach (var each in objects)
        {
            await _fixture.Agent.SettlesAsync(each.Key);
        }
    }

    private Task LoadOthersAsync(IEnumerable<(string Key, string ETag, string LoadId)> objects) => LoadAllAsync(objects.Where((_, n) => n != Bad));

    private Task<string> RowsAsync(string table) => _fixture.SqlAsync($"SELECT uniqExact(label), count() FROM market.{table}");

    /// <summary>All but the bad one are loaded, which is given up by itself.</summary>
    private async Task EndsAsync(string table, IReadOnlyList<(string Key, string ETag, string LoadId)> objects, string code, int attempts)
    {
        await LoadOthersAsync(objects);
        var said = await _fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, objects[Bad].Key);

        (said.Values["ErrorCode"], said.Values["Attempt"]).ShouldBe((code, attempts));
        (await RowsAsync(table)).ShouldBe($"{Objects - 1}\t{(Objects - 1) * ProtocolState.QuietRows}");
        _fixture.Agent.Log.Count(entry => entry.EventId == LogEvents.ObjectDeadLettered && entry.Message.Contains(table, StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>Messages have as many deliveries as the retry table gives attempts.</summary>
    public sealed class Faulty() : ProxiedCloud(
        new SandboxOptions
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new() { BatchSizeMax = 10, MaxNumberOfMessages = 10 } },
            MessageTimeout = TimeSpan.FromSeconds(5),
            VisibilityTimeout = TimeSpan.FromSeconds(30),
        },
        settings => settings with { Pipeline = new() { LongPoll = TimeSpan.FromSeconds(2) } });
}
