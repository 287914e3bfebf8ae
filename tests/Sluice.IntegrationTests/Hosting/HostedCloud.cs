using Amazon.S3.Model;
using Sluice.IntegrationTests.Pipeline;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Hosting;

/// <summary>A cloud for tests of <c>sluice run</c> as a process, which takes every message there is.</summary>
public sealed class HostedCloud : LocalCloudFixture
{
    private protected override SandboxOptions Options => new() { Domains = new Dictionary<string, DomainOptions> { ["market"] = new() } };

    /// <summary>Makes a table that takes an object of 300 rows only after so many seconds, and uploads one.</summary>
    internal async Task<string> UploadAsync(int seconds = 0)
    {
        var table = AgentFixture.NewName("t");
        var waits = string.Concat(Enumerable.Range(0, seconds).Select(n => $", CONSTRAINT wait{n} CHECK NOT ignore(sleepEachRow(1 / 300.0), {n})"));
        (await SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String{waits}) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}")).ShouldBeEmpty();
        var bytes = await Parquet.OfAsync(Cloud, "SELECT toUInt64(number) AS id, 'watched' AS label FROM numbers(300)");
        using var s3 = Cloud.CreateS3Client();
        await s3.PutObjectAsync(
            new PutObjectRequest { BucketName = Cloud.Bucket, Key = $"market/{table}/p/a.parquet", InputStream = new MemoryStream(bytes) }, TestContext.Current.CancellationToken);
        return table;
    }

    internal Task<string> SqlAsync(string sql) => Cloud.ClickHouse.AdminAsync(Cloud, sql);
}
