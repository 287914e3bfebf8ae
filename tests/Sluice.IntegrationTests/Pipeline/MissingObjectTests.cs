using System.Text.Json;
using Amazon.SQS.Model;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>Objects that are not there, for an agent that may list the bucket (S3 says 404) and for one that may not (S3 says 403).</summary>
[Trait("Category", "Integration")]
public sealed class MissingObjectTests(ListingAgent listing) : IClassFixture<ListingAgent>
{
    private const string Domain = LocalCloudFixture.ListingDomain;
    private const int QuietRows = ProtocolState.QuietRows;

    private readonly ProtocolState _state = new(listing, Domain);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_that_stays_away_is_retried_after_2_4_and_8_seconds_and_then_dead_lettered()
    {
        var key = $"{Domain}/{await listing.NewTableAsync(Domain)}/ds=1/away.parquet";

        await _state.AnnounceAsync(Domain, key, "0");

        await listing.DeadLetterAsync(Domain, key);
        listing.Agent.Log.Where(entry => entry.EventId == LogEvents.ObjectRetried && entry.Message.Contains(key))
            .Select(entry => (entry.Values["Attempt"], entry.Values["Delay"]))
            .ShouldBe([(1, (object)TimeSpan.FromSeconds(2)), (2, TimeSpan.FromSeconds(4))]);
        (await listing.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key)).Values["Attempt"].ShouldBe(3);
    }

    [Fact]
    public async Task An_object_that_comes_late_is_loaded_by_the_retry()
    {
        var key = $"{Domain}/{await listing.NewTableAsync(Domain)}/ds=1/raw event.parquet";
        await SendAsync(
            $$$"""
               {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created","source":"aws.s3","time":"2025-09-10T07:00:00Z",
                "detail":{"bucket":{"name":"{{{listing.Cloud.Bucket}}}"},"object":{"key":"{{{key}}}","size":900},"reason":"PutObject"}}
               """);

        await listing.Agent.SaysAsync(LogEvents.ObjectRetried, key);
        await UploadSmallAsync(key, "late");

        await listing.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
    }

    [Fact]
    public async Task A_notification_comes_back_while_one_of_its_objects_is_away()
    {
        var table = await listing.NewTableAsync(Domain);
        string[] keys = [$"{Domain}/{table}/p/there.parquet", $"{Domain}/{table}/p/late.parquet"];
        await UploadSmallAsync(keys[0], "there");
        var records = keys.Select(key => new
        {
            eventVersion = "2.1",
            eventSource = "aws:s3",
            eventTime = "2025-09-10T07:00:00.000Z",
            eventName = "ObjectCreated:Put",
            s3 = new { bucket = new { name = listing.Cloud.Bucket }, @object = new { key, size = 900 } },
        });

        await SendAsync(JsonSerializer.Serialize(new { Records = records }));
        await listing.Agent.SaysAsync(LogEvents.ObjectRetried, keys[1]);
        await UploadSmallAsync(keys[1], "late");
        await listing.Agent.SaysAsync(LogEvents.ObjectLoaded, keys[1]);
        await listing.Agent.SaysAsync(LogEvents.ObjectAlreadyLoaded, keys[0]);

        (await LabelsAsync(table)).ShouldBe("late\t2\nthere\t2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_member_was_deleted_since_and_there_is_no_provenance_nothing_is_inserted_on_a_guess(bool inserted)
    {
        var table = await listing.NewTableAsync(Domain);
        var (a, b) = await IntendedAsync(_state, table, inserted);
        await listing.S3.DeleteObjectAsync(listing.Cloud.Bucket, a.Key, Stop);

        await _state.AnnounceAsync(Domain, b.Key, b.ETag);

        (await listing.Agent.SaysAsync(LogEvents.ObjectDeadLettered, b.Key)).Message.ShouldContain($"{a.Key} was overwritten or deleted");
        (await LabelsAsync(table)).ShouldBe(inserted ? $"a\t{QuietRows}\nb\t{QuietRows}" : "");
        (await _state.LedgerAsync(b.Key, "state")).ShouldBe("in_doubt");
    }

    [Fact]
    public async Task When_one_member_is_in_doubt_the_other_is_not_taken_for_not_inserted()
    {
        var table = await listing.NewTableAsync(Domain);
        var (a, b) = await IntendedAsync(_state, table, inserted: true);
        await listing.S3.DeleteObjectAsync(listing.Cloud.Bucket, a.Key, Stop);
        await _state.AnnounceAsync(Domain, a.Key, a.ETag);
        await listing.Agent.SaysAsync(LogEvents.ObjectDeadLettered, a.Key);

        await _state.AnnounceAsync(Domain, b.Key, b.ETag);
        await listing.Agent.SaysAsync(LogEvents.ObjectDeadLettered, b.Key);

        (await LabelsAsync(table)).ShouldBe($"a\t{QuietRows}\nb\t{QuietRows}");
        (await _state.LedgerAsync(b.Key, "state")).ShouldBe("in_doubt");
    }

    private static async Task<((string Key, string ETag) A, (string Key, string ETag) B)> IntendedAsync(ProtocolState state, string table, bool inserted)
    {
        var (a, b) = (await state.QuietlyUploadAsync(table, "a"), await state.QuietlyUploadAsync(table, "b"));
        if (inserted)
        {
            await state.InsertAsAgentAsync(table, [a, b]);
        }

        await state.IntendAsync(table, [a, b]);
        return ((a.Key, a.ETag), (b.Key, b.ETag));
    }

    private Task SendAsync(string body) => listing.Sqs.SendMessageAsync(new SendMessageRequest(listing.Cloud.Queues[Domain], body), Stop);

    private async Task UploadSmallAsync(string key, string label)
    {
        var bytes = await Parquet.OfAsync(listing.Cloud, $"SELECT toUInt64(number) AS id, '{label}' AS label FROM numbers(2)");
        bytes.Length.ShouldBeLessThanOrEqualTo(1024, "the rule must not announce it");
        await listing.UploadAsync(key, bytes);
    }

    private Task<string> LabelsAsync(string table) => listing.SqlAsync($"SELECT label, count() FROM {Domain}.{table} GROUP BY label ORDER BY label");
}
