using Amazon.S3.Model;
using CsCheck;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>The whole way: S3 → EventBridge → SQS → agent → ClickHouse (R16, Integration Flow).</summary>
[Trait("Category", "Integration")]
[Collection(typeof(AgentTests))]
public sealed class LoadingTests(AgentFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_uploaded_object_is_in_its_table_and_its_message_is_gone()
    {
        var table = await fixture.NewTableAsync("market");
        var key = $"market/{table}/ds=2025-09-10/part-001.parquet";

        await fixture.UploadAsync(key, await fixture.ParquetAsync("a", rows: 1000));
        var entry = await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await fixture.SqlAsync($"SELECT count(), uniqExact(id), any(label) FROM market.{table}")).ShouldBe("1000\t1000\ta");
        entry.Values["Rows"].ShouldBe(1000L);
        entry.Values["Attempt"].ShouldBe(1);
        Guid.TryParse((string)entry.Values["CorrelationId"]!, out _).ShouldBeTrue("the event's id follows the object");
    }

    [Fact]
    public async Task Every_domain_loads_into_its_own_database_however_the_object_was_made()
    {
        var market = await fixture.NewTableAsync("market");
        var customer = await fixture.NewTableAsync("customer");
        var product = await fixture.NewTableAsync("product");
        var analytics = await fixture.NewTableAsync("analytics");
        var source = $"market/{market}/ds=1/source.parquet";
        var bytes = await fixture.ParquetAsync("b", rows: 600);

        await fixture.UploadAsync(source, bytes);
        await fixture.S3.CopyObjectAsync(fixture.Cloud.Bucket, source, fixture.Cloud.Bucket, $"customer/{customer}/ds=1/copy.parquet", Stop);
        await UploadInPartsAsync($"product/{product}/ds=1/parts.parquet", bytes);
        await fixture.UploadAsync($"analytics/{analytics}/ds=1/hour=2/put.parquet", bytes);

        foreach (var (domain, table) in new[] { ("market", market), ("customer", customer), ("product", product), ("analytics", analytics) })
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"/{table}/");
            (await fixture.SqlAsync($"SELECT count() FROM {domain}.{table}")).ShouldBe("600", $"{domain}.{table}");
        }
    }

    [Fact]
    public async Task A_hundred_objects_of_one_table_are_all_there_once()
    {
        var table = await fixture.NewTableAsync("analytics");
        var keys = Enumerable.Range(0, 100).Select(n => $"analytics/{table}/ds={n}/part.parquet").ToList();
        await Parallel.ForEachAsync(keys, Stop, async (key, _) =>
            await fixture.UploadAsync(key, await fixture.ParquetAsync(key, rows: 300)));

        foreach (var key in keys)
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        }

        (await fixture.SqlAsync($"SELECT count(), uniqExact(label), min(n), max(n) FROM (SELECT label, count() AS n FROM analytics.{table} GROUP BY label) "))
            .ShouldBe("100\t100\t300\t300");
    }

    [Fact]
    public async Task Keys_with_unusual_characters_load_exactly_their_own_object()
    {
        var table = await fixture.NewTableAsync("customer");
        var segment = Gen.Char["abZ09 +%=&'#[]()~!@$,;한글é😀._-"].Array[1, 14].Select(chars => new string(chars));
        var wellFormed = segment.Where(text => text is not ("." or "..") && new string(text).EnumerateRunes().All(rune => rune.Value != 0xFFFD));
        var names = Enumerable.Range(0, 24).Select(_ => wellFormed.Single()).ToList();
        string[] traps = ["a b", "a+b", "a%20b", "a%2520b", "it's", "서울 지사", "a&b=c;d", "100%", "[x]", "~$!@", "#1", "😀 𝒳"];

        var uploads = names.Concat(traps)
            .Select((name, n) => (Key: $"customer/{table}/{name}/{n}.parquet", Label: $"label-{n}"))
            .Append((Key: LongestKey($"customer/{table}/"), Label: "label-longest"))
            .ToList();
        foreach (var (key, label) in uploads)
        {
            await fixture.UploadAsync(key, await fixture.ParquetAsync(label, rows: 300));
        }

        foreach (var (key, label) in uploads)
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
            (await fixture.SqlAsync($"SELECT count() FROM customer.{table} WHERE label = '{label}'")).ShouldBe("300", key);
        }
    }

    [Fact]
    public async Task Hive_keys_of_the_path_fill_columns_of_that_name()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, ds Date) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var key = $"market/{table}/ds=2025-09-10/part.parquet";

        await fixture.UploadAsync(key, await fixture.ParquetAsync("h", rows: 400));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

        (await fixture.SqlAsync($"SELECT DISTINCT ds FROM market.{table}")).ShouldBe("2025-09-10");
    }

    private async Task UploadInPartsAsync(string key, byte[] bytes)
    {
        var upload = await fixture.S3.InitiateMultipartUploadAsync(fixture.Cloud.Bucket, key, Stop);
        var part = await fixture.S3.UploadPartAsync(
            new UploadPartRequest { BucketName = fixture.Cloud.Bucket, Key = key, UploadId = upload.UploadId, PartNumber = 1, InputStream = new MemoryStream(bytes) },
            Stop);
        await fixture.S3.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = fixture.Cloud.Bucket,
                Key = key,
                UploadId = upload.UploadId,
                PartETags = [new PartETag(1, part.ETag)],
            },
            Stop);
    }

    private static string LongestKey(string start)
    {
        const string end = "/longest.parquet";
        return start + new string('k', 1024 - start.Length - end.Length) + end;
    }
}
