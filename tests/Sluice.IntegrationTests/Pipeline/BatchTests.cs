using Microsoft.Extensions.DependencyInjection;
using Sluice.Admitting;
using Sluice.Loading;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Objects that share an INSERT, and what becomes of them when it is interrupted.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class BatchTests(AgentFixture fixture)
{
    private const int QuietRows = ProtocolState.QuietRows;

    private readonly ProtocolState _state = new(fixture);

    [Fact]
    public async Task Objects_of_one_table_share_an_insert_and_each_keeps_its_provenance()
    {
        var table = await ProvenanceTableAsync();
        string[] names = ["a", "b b", "c+c", "d,d", "e%20e", "서울"];
        var objects = new List<(string Key, string ETag, string LoadId)>();
        foreach (var name in names)
        {
            objects.Add(await _state.QuietlyUploadAsync(table, name));
        }

        // Given to the loader together: how many messages a receive brings is up to the queue.
        var services = fixture.Agent.Services;
        var results = await services.GetRequiredService<Loader>().LoadAsync(
            new LoadBatch([.. objects.Select(each => RequestOf(services.GetRequiredService<PipelineTopology>().FindDomain("market")!, table, each.Key, each.ETag))]),
            TestContext.Current.CancellationToken);
        results.ShouldAllBe(result => result.Outcome is LoadOutcome.Loaded);

        (await fixture.SqlAsync($"SELECT max(max_block_number) FROM system.parts WHERE database = 'market' AND table = '{table}'")).ShouldBe("2", "one INSERT, and one of the key that has a comma");
        (await fixture.SqlAsync($"SELECT count(DISTINCT _part), count(DISTINCT label) FROM market.{table} WHERE label != 'd,d'")).ShouldBe("1\t5", "one INSERT makes one part");
        (await fixture.SqlAsync($"SELECT label, _sluice_load_id, count() FROM market.{table} GROUP BY ALL ORDER BY ALL"))
            .ShouldBe(string.Join('\n', objects.Zip(names).OrderBy(each => each.Second, StringComparer.Ordinal).Select(each => $"{each.Second}\t{each.First.LoadId}\t{QuietRows}")));
        await Task.WhenAll(objects.Select(each => _state.AnnounceAsync("market", each.Key, each.ETag)));
        foreach (var each in objects)
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, each.Key);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_member_that_is_delivered_again_repeats_the_whole_batch_it_was_in(bool inserted)
    {
        var table = await fixture.NewTableAsync("market");
        var (a, b) = (await _state.QuietlyUploadAsync(table, "a"), await _state.QuietlyUploadAsync(table, "b"));
        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, [a, b]);
        }

        await _state.IntendAsync(table, [a, b]);
        await _state.AnnounceAsync("market", b.Key, b.ETag);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, b.Key);

        (await LabelsAsync(table)).ShouldBe($"a\t{QuietRows}\nb\t{QuietRows}");
        (await _state.LedgerAsync(a.Key, "state")).ShouldBe("loaded");
        await _state.AnnounceAsync("market", a.Key, a.ETag);
        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, a.Key);
        (await LabelsAsync(table)).ShouldBe($"a\t{QuietRows}\nb\t{QuietRows}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_member_that_cannot_be_read_and_may_be_gone_is_no_reason_to_insert_on_a_guess(bool inserted)
    {
        var table = await fixture.NewTableAsync("market");
        var (a, b) = (await _state.QuietlyUploadAsync(table, "a"), await _state.QuietlyUploadAsync(table, "b"));
        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, [a, b]);
        }

        await _state.IntendAsync(table, [a, b]);
        await fixture.S3.DeleteObjectAsync(fixture.Cloud.Bucket, a.Key, TestContext.Current.CancellationToken);
        await _state.AnnounceAsync("market", b.Key, b.ETag);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, b.Key)).Message.ShouldContain("with Permission");

        (await LabelsAsync(table)).ShouldBe(inserted ? $"a\t{QuietRows}\nb\t{QuietRows}" : "");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attempts_that_take_up_the_same_batch_at_once_load_it_once(bool inserted)
    {
        var table = await fixture.NewTableAsync("market");
        var objects = new List<(string Key, string ETag, string LoadId)>();
        for (var n = 0; n < 6; n++)
        {
            objects.Add(await _state.QuietlyUploadAsync(table, $"o{n}"));
        }

        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, objects);
        }

        await _state.IntendAsync(table, objects);
        await Task.WhenAll(objects.Select(each => _state.AnnounceAsync("market", each.Key, each.ETag)));
        foreach (var each in objects)
        {
            await fixture.Agent.SettlesAsync(each.Key);
        }

        (await LabelsAsync(table)).ShouldBe(string.Join('\n', objects.Select((_, n) => $"o{n}\t{QuietRows}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_member_was_overwritten_since_provenance_says_of_each_whether_it_is_loaded(bool inserted)
    {
        var table = await ProvenanceTableAsync();
        var (a, b) = (await _state.QuietlyUploadAsync(table, "a"), await _state.QuietlyUploadAsync(table, "b"));
        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, [a, b], $", if(endsWith(_path, 'a.parquet'), '{a.LoadId}', '{b.LoadId}') AS _sluice_load_id");
        }

        await _state.IntendAsync(table, [a, b]);
        await fixture.UploadAsync(a.Key, await Parquet.OfAsync(fixture.Cloud, "SELECT toUInt64(number) AS id, 'new' AS label FROM numbers(7)"));
        await _state.AnnounceAsync("market", a.Key, a.ETag);
        await _state.AnnounceAsync("market", b.Key, b.ETag);

        await fixture.Agent.SaysAsync(inserted ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectLoaded, b.Key);
        await fixture.Agent.SaysAsync(inserted ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectSuperseded, a.Key);
        (await LabelsAsync(table)).ShouldBe(inserted ? $"a\t{QuietRows}\nb\t{QuietRows}" : $"b\t{QuietRows}");
    }

    [Fact]
    public async Task A_damaged_object_is_found_among_the_others_which_load()
    {
        var table = await ProvenanceTableAsync();
        var good = new List<(string Key, string ETag, string LoadId)>();
        for (var n = 0; n < 4; n++)
        {
            good.Add(await _state.QuietlyUploadAsync(table, $"good{n}"));
        }

        var bad = $"market/{table}/p/bad.parquet";
        await fixture.UploadAsync(bad, Damaged(await fixture.ParquetAsync("bad")));
        await Task.WhenAll(good.Select(each => _state.AnnounceAsync("market", each.Key, each.ETag)));

        foreach (var each in good)
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, each.Key);
        }

        await fixture.DeadLetterAsync("market", bad);
        (await fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label"))
            .ShouldBe(string.Join('\n', good.Select((_, n) => $"good{n}\t{QuietRows}")));
        (await _state.LedgerAsync(bad, "state, error_code")).ShouldBe("dead_lettered\tE002");
    }

    [Fact]
    public async Task Of_two_deliveries_at_once_only_one_begins_an_insert()
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        (await fixture.SqlAsync(
            $"INSERT INTO sluice.claims (subject, key, attempt_id, expires_at) VALUES ('{id}', '{key}', 'somebody else', now() + INTERVAL 4 SECOND)")).ShouldBeEmpty();
        await _state.AnnounceAsync("market", key, etag);

        var said = (await fixture.Agent.SaysAsync(LogEvents.ObjectHeld, key)).Message;
        said.ShouldContain("another delivery of the object is being loaded", customMessage: said);
        (await _state.CountAsync(table)).ShouldBe("0");
        (await _state.LedgerAsync(key, "state")).ShouldBeEmpty("a note would say that the other attempt has ended");
        (await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key)).Message.ShouldContain("(attempt 1;", customMessage: "waiting spends no delivery");
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task A_claim_ends_with_what_is_written_about_the_object()
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await fixture.SqlAsync(
            $"INSERT INTO sluice.claims (subject, key, attempt_id, expires_at) VALUES ('{id}', '{key}', 'somebody else', now() + INTERVAL 1 HOUR)");
        await _state.IntendAsync(table, [(key, etag, id)]);
        await fixture.SqlAsync($"INSERT INTO sluice.loads (* EXCEPT(state, generation, written_at, version), state, generation) SELECT * EXCEPT(state, generation, written_at, version), 'failed', 1 FROM sluice.loads WHERE key = '{key}'");
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task A_claim_outlasts_an_intent_since_its_attempt_goes_on()
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await fixture.SqlAsync(
            $"INSERT INTO sluice.claims (subject, key, attempt_id, expires_at) VALUES ('{id}', '{key}', 'somebody else', now() + INTERVAL 5 SECOND)");
        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectHeld, key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task Objects_with_other_columns_are_not_read_by_the_first_ones_columns()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label Nullable(String)) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var narrow = $"market/{table}/p/narrow.parquet";
        await fixture.UploadAsync(narrow, await Parquet.OfAsync(fixture.Cloud, "SELECT toUInt32(number) AS id FROM numbers(20)"));
        var wide = await _state.QuietlyUploadAsync(table, "wide");
        await _state.AnnounceAsync("market", narrow, await _state.ETagAsync(narrow));
        await _state.AnnounceAsync("market", wide.Key, wide.ETag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, narrow);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, wide.Key);
        (await fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label")).ShouldBe($"wide\t{QuietRows}\n\\N\t20");
    }

    /// <summary>A page in the middle is not what its checksum, or its compression, says.</summary>
    private static byte[] Damaged(byte[] parquet)
    {
        var damaged = parquet.ToArray();
        for (var n = 60; n < 120; n++)
        {
            damaged[n] ^= 0xFF;
        }

        return damaged;
    }

    private LoadRequest RequestOf(Domain domain, string table, string key, string etag)
    {
        var now = TimeProvider.System.GetUtcNow();
        var delivery = new Delivery(domain, $"{Guid.NewGuid()}", "none", "{}", 1, now, now);
        return new LoadRequest(delivery, fixture.Cloud.Bucket, key, domain, table, "p", null, $"{Guid.NewGuid()}", etag, null, null, null);
    }

    private async Task<string> ProvenanceTableAsync()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        return table;
    }

    private Task<string> LabelsAsync(string table) => fixture.SqlAsync($"SELECT label, count() FROM market.{table} GROUP BY label ORDER BY label");
}
