using Sluice.Ledger;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Inserts that cannot be repeated, into tables without the provenance column: what is in the rows says whether they are there.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class ContentTests(AgentFixture fixture)
{
    private const int QuietRows = ProtocolState.QuietRows;

    private readonly ProtocolState _state = new(fixture);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_window_has_moved_on_and_no_row_bears_an_identity_their_content_is_asked(bool inserted)
    {
        var table = await ForgetfulTableAsync();
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        if (inserted)
        {
            await _state.InsertAsAgentAsync(table, key, id);
        }

        await _state.ForgetAsync(table);
        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(inserted ? LogEvents.ObjectAlreadyLoaded : LogEvents.ObjectLoaded, key);
        (await fixture.SqlAsync($"SELECT count(), uniqExact(id) FROM market.{table} WHERE label = 'quiet'")).ShouldBe($"{QuietRows}\t{QuietRows}");
        (await _state.LedgerAsync(key, "state, renewals")).ShouldBe(inserted ? "loaded\t0" : "loaded\t1", "the old token may be known");
    }

    [Fact]
    public async Task An_object_of_as_many_rows_is_no_reason_to_doubt()
    {
        var table = await ForgetfulTableAsync();
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await _state.InsertAsAgentAsync(table, key, id);
        await _state.ForgetAsync(table);
        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.IntendAsync(table, [await _state.QuietlyUploadAsync(table, "other20")]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
    }

    [Fact]
    public async Task Objects_of_as_many_rows_that_were_overwritten_since_are_no_reason_to_doubt_where_their_footers_told_them_apart()
    {
        var table = await ForgetfulTableAsync();
        var (key, etag, _) = await _state.QuietlyUploadAsync(table);
        await LoadAsync(key, etag);
        for (var n = 1; n <= 12; n++)
        {
            var other = $"market/{table}/p/other{n}.parquet";
            await fixture.UploadAsync(other, await Parquet.OfAsync(fixture.Cloud, $"SELECT toUInt64(number + {100 * n}) AS id, 'quiet' AS label FROM numbers({QuietRows})"));
            await LoadAsync(other, await _state.ETagAsync(other));
            await fixture.UploadAsync(other, await Parquet.OfAsync(fixture.Cloud, "SELECT toUInt64(1) AS id, 'later' AS label"));
        }

        await _state.ForgetAsync(table);
        await _state.ForgetCommitAsync(key);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
    }

    [Fact]
    public async Task When_the_rows_may_be_another_objects_the_object_is_parked_in_doubt()
    {
        var table = await ForgetfulTableAsync();
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await _state.InsertAsAgentAsync(table, key, id);
        await _state.ForgetAsync(table);
        await _state.IntendAsync(table, [(key, etag, id)]);
        var twin = $"market/{table}/p/twin.parquet";
        await fixture.S3.CopyObjectAsync(fixture.Cloud.Bucket, key, fixture.Cloud.Bucket, twin, Stop);
        await _state.IntendAsync(table, [(twin, etag, LoadId.Of(fixture.Cloud.Bucket, twin, etag).Value)]);
        await _state.AnnounceAsync("market", key, etag);

        await fixture.DeadLetterAsync("market", key);
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE label = 'quiet'")).ShouldBe($"{QuietRows}", "never blindly again");
        (await _state.LedgerAsync(key, "state")).ShouldBe("in_doubt");
        (await _state.LedgerAsync(key, "reason")).ShouldContain(twin);
    }

    [Fact]
    public async Task When_some_rows_are_there_and_no_insert_was_repeated_the_object_is_parked_in_doubt()
    {
        var table = await ForgetfulTableAsync();
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await _state.InsertAsAgentAsync(table, key, id);
        await fixture.SqlAsync($"DELETE FROM market.{table} WHERE id < 5");
        await _state.ForgetAsync(table);
        await _state.IntendAsync(table, [(key, etag, id)]);
        await _state.AnnounceAsync("market", key, etag);

        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key)).Message.ShouldContain($"has {QuietRows - 5} of its {QuietRows} rows");
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE label = 'quiet'")).ShouldBe($"{QuietRows - 5}");
    }

    [Fact]
    public async Task An_intent_of_another_server_version_is_not_repeated_but_looked_for()
    {
        var table = await fixture.NewTableAsync("market");
        var (key, etag, id) = await _state.QuietlyUploadAsync(table);
        await _state.InsertAsAgentAsync(table, key, id);
        await _state.IntendAsync(table, [(key, etag, id)]);
        await fixture.SqlAsync($"INSERT INTO sluice.loads (* EXCEPT(server_version, written_at, version), server_version) SELECT * EXCEPT(server_version, written_at, version), '25.3' FROM sluice.loads WHERE key = '{key}'");
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await _state.CountAsync(table)).ShouldBe($"{QuietRows}");
    }

    [Fact]
    public async Task Rows_are_told_by_their_content_whatever_their_types()
    {
        const string columns =
            "id UInt64, n Nullable(Float64), lc LowCardinality(String), lcn LowCardinality(Nullable(String)), fs FixedString(4), e Enum8('a' = 1, 'b' = 2), d Decimal(18, 4), dt DateTime64(6, 'UTC'), "
            + "arr Array(Nullable(Int32)), m Map(String, UInt64), t Tuple(a UInt8, b Nullable(String)), ne Nested(x UInt8, y String), f Float32, day Date32, s Nullable(String)";
        var table = AgentFixture.NewName("t");
        (await fixture.SqlAsync($"CREATE TABLE market.{table} ({columns}) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4")).ShouldBeEmpty();
        var key = $"market/{table}/p/types.parquet";
        var bytes = await Parquet.OfAsync(
            fixture.Cloud,
            """
            SELECT toUInt64(number) AS id, if(number % 3 = 0, NULL, if(number % 5 = 0, nan, number / 7)) AS n, toString(number % 4) AS lc, if(number % 2 = 0, NULL, 'x') AS lcn,
                   toFixedString('ab', 4) AS fs, if(number % 2 = 0, 'a', 'b')::Enum8('a' = 1, 'b' = 2) AS e, toDecimal64(number / 4, 4) AS d, toDateTime64('2026-01-01 00:00:00.123456', 6, 'UTC') AS dt,
                   [toInt32(number), NULL] AS arr, map('k', toUInt64(number)) AS m, CAST((number % 250, if(number % 2 = 0, NULL, 'q')), 'Tuple(a UInt8, b Nullable(String))') AS t,
                   CAST([(1, 'a'), (2, 'b')], 'Array(Tuple(x UInt8, y String))') AS ne, if(number % 5 = 0, -0.0, number)::Float32 AS f, toDate32('1950-01-01') AS day, if(number % 2 = 0, '', NULL) AS s
            FROM numbers(500)
            """);
        await fixture.UploadAsync(key, bytes);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key)).Message.ShouldContain("500");
        var etag = await _state.ETagAsync(key);
        for (var n = 0; n < 10; n++)
        {
            (await fixture.SqlAsync($"INSERT INTO market.{table} (id) VALUES ({1000 + n})")).ShouldBeEmpty();
        }

        await fixture.SqlAsync($"OPTIMIZE TABLE market.{table} FINAL");
        await fixture.SqlAsync($"DELETE FROM sluice.loads WHERE key = '{key}' SETTINGS lightweight_deletes_sync = 2");
        await _state.IntendAsync(table, [(key, etag, LoadId.Of(fixture.Cloud.Bucket, key, etag).Value)], rows: "500");
        await _state.AnnounceAsync("market", key, etag);

        await fixture.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, key);
        (await fixture.SqlAsync($"SELECT count() FROM market.{table} WHERE id < 1000")).ShouldBe("500");
    }

    private async Task LoadAsync(string key, string etag)
    {
        await _state.AnnounceAsync("market", key, etag);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
    }

    /// <summary>A table that soon does not know an insert again.</summary>
    private async Task<string> ForgetfulTableAsync()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 4");
        return table;
    }
}
