using System.Text;
using Amazon.SQS.Model;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>What cannot be loaded is in the dead-letter queue, unchanged, and harms nothing else.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class FailingTests(AgentFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_bad_object_among_good_ones_is_dead_lettered_and_the_good_ones_load()
    {
        var table = await fixture.NewTableAsync("market");
        var good = await fixture.ParquetAsync("good", rows: 700);
        await fixture.UploadAsync($"market/{table}/ds=1/good-1.parquet", good);
        await fixture.UploadAsync($"market/{table}/ds=1/truncated.parquet", good[..(good.Length / 2)]);
        await fixture.UploadAsync($"market/{table}/ds=1/text.parquet", Encoding.UTF8.GetBytes(new string('x', 2000)));
        await fixture.UploadAsync($"market/{table}/ds=1/good-2.parquet", good);

        (await fixture.DeadLetterAsync("market", $"{table}/ds=1/truncated")).ShouldContain("\"domain\": \"market\"");
        await fixture.DeadLetterAsync("market", $"{table}/ds=1/text");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"{table}/ds=1/good-1");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"{table}/ds=1/good-2");

        (await fixture.SqlAsync($"SELECT count(), uniqExact(label) FROM market.{table}")).ShouldBe("1400\t1", "no row of a bad object");
        var said = await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, $"{table}/ds=1/truncated");
        said.Values["ErrorCode"].ShouldBe("E002");
        said.Message.ShouldContain("Write the object again as Parquet");
    }

    [Fact]
    public async Task A_key_with_glob_characters_is_refused_and_loads_no_other_object()
    {
        var table = await fixture.NewTableAsync("product");
        await fixture.UploadAsync($"product/{table}/ds=1/xb.parquet", await fixture.ParquetAsync("b", rows: 300));
        await fixture.UploadAsync($"product/{table}/ds=1/xc.parquet", await fixture.ParquetAsync("c", rows: 300));
        await fixture.UploadAsync($"product/{table}/ds=1/x{{b,c}}.parquet", await fixture.ParquetAsync("braces", rows: 300));
        await fixture.UploadAsync($"product/{table}/ds=1/x*.parquet", await fixture.ParquetAsync("star", rows: 300));

        await fixture.DeadLetterAsync("product", $"{table}/ds=1/x{{b,c}}");
        await fixture.DeadLetterAsync("product", $"{table}/ds=1/x*");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"{table}/ds=1/xb");
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"{table}/ds=1/xc");

        (await fixture.SqlAsync($"SELECT label, count() FROM product.{table} GROUP BY label ORDER BY label")).ShouldBe("b\t300\nc\t300");
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, $"{table}/ds=1/x{{b,c}}")).Values["ErrorCode"].ShouldBe("E001");
    }

    [Fact]
    public async Task What_is_given_up_without_an_entity_tag_is_in_the_ledger_too()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/p/untagged.parquet";
        await fixture.Sqs.SendMessageAsync(
            fixture.Cloud.Queues["market"], $$"""{"bucket":"{{fixture.Cloud.Bucket}}","key":"{{key}}","domain":"market","correlation_id":"{{Guid.NewGuid()}}"}""", Stop);

        await fixture.DeadLetterAsync("market", key);

        (await fixture.SqlAsync($"SELECT state, etag, error_kind FROM sluice.loads FINAL WHERE key = '{key}'")).ShouldBe("dead_lettered\t\tPermission");
    }

    [Theory]
    [InlineData("not JSON at all ")]
    [InlineData("{\"key\":\"customer/t/p/")]
    public async Task A_message_that_cannot_be_read_reaches_the_dead_letter_queue_unchanged(string start)
    {
        var body = start + Guid.NewGuid().ToString("N") + (start.StartsWith('{') ? "\"}" : "");
        await fixture.Sqs.SendMessageAsync(new SendMessageRequest(fixture.Cloud.Queues["customer"], body), Stop);

        (await fixture.DeadLetterAsync("customer", body)).ShouldBe(body);
    }

    [Fact]
    public async Task A_key_of_the_path_never_replaces_a_column_of_the_file()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await fixture.UploadAsync($"market/{table}/label=path/a.parquet", await fixture.ParquetAsync("file"));

        await fixture.DeadLetterAsync("market", table);
        var said = await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, table);
        said.Values["ErrorCode"].ShouldBe("E003");
        said.Message.ShouldContain("label");
        (await fixture.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe("0");
    }

    [Fact]
    public async Task An_object_for_a_table_that_is_not_there_is_dead_lettered_as_E003()
    {
        var table = AgentFixture.NewName("missing");
        await fixture.UploadAsync($"analytics/{table}/ds=1/a.parquet", await fixture.ParquetAsync("m"));

        await fixture.DeadLetterAsync("analytics", table);
        (await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, table)).Values["ErrorCode"].ShouldBe("E003");
    }

    [Fact]
    public async Task An_object_that_is_not_there_looks_forbidden_to_who_may_not_list_the_bucket_and_the_reason_says_so()
    {
        var key = $"customer/{await fixture.NewTableAsync("customer")}/ds=1/away.parquet";

        await new ProtocolState(fixture, "customer").AnnounceAsync("customer", key, "0");

        var given = await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        given.Values["Attempt"].ShouldBe(1);
        given.Message.ShouldContain("with Permission");
        given.Message.ShouldContain("or it is not there and the credentials lack s3:ListBucket");
        await fixture.DeadLetterAsync("customer", key);
    }

    [Fact]
    public async Task A_message_is_not_deleted_before_its_insert_has_succeeded()
    {
        // Memory for the insert is refused: ClickHouse reads, fails, and the message must come back.
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE product.{table} (id UInt64, label String, CONSTRAINT c CHECK throwIf(id = 499, 'refused late') = 0) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var key = $"product/{table}/ds=1/late.parquet";

        await fixture.UploadAsync(key, await fixture.ParquetAsync("late", rows: 500));
        await fixture.Agent.SaysAsync(LogEvents.ObjectRetried, key);
        await fixture.SqlAsync($"ALTER TABLE product.{table} DROP CONSTRAINT c");
        var loaded = await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        ((int)loaded.Values["Attempt"]!).ShouldBeGreaterThan(1);
        (await fixture.SqlAsync($"SELECT count(), uniqExact(id) FROM product.{table}")).ShouldBe("500\t500");
    }
}
