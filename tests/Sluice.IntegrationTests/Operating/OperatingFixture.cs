using System.Globalization;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Operating;

/// <summary>
/// Operators' commands on the assembly's local cloud. Each test has a prefix of its own, which no rule is about, so that uploads raise no message;
/// all share a database and a queue.
/// </summary>
public sealed class OperatingFixture(LocalCloudFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    internal LocalCloud Cloud => fixture.Cloud;

    internal IAmazonS3 S3 { get; private set; } = null!;

    private IAmazonSQS Sqs { get; set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        S3 = Cloud.CreateS3Client();
        Sqs = Cloud.CreateSqsClient();
        await using var services = Services(NewDomain());
        await services.GetRequiredService<LoadLedger>().PrepareAsync(Stop);
    }

    public ValueTask DisposeAsync()
    {
        S3.Dispose();
        Sqs.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The domain, with a prefix that no other test uses.</summary>
    internal Domain NewDomain() => ConfigurationLoader.Load(Cloud.ConfigPath).Topology.FindDomain(LocalCloudFixture.OperatedDomain)! with
    {
        Prefix = $"quiet/{Guid.NewGuid():N}/",
    };

    /// <summary>What commands about that domain work with.</summary>
    internal ServiceProvider Services(Domain domain)
    {
        var settings = ConfigurationLoader.Load(Cloud.ConfigPath);
        return new ServiceCollection()
            .AddLogging()
            .AddSluiceOperations(settings with
            {
                Topology = settings.Topology with { Domains = [domain] },
                Aws = settings.Aws with { Profile = LocalCloud.OwnerProfile },
            })
            .BuildServiceProvider();
    }

    /// <summary>Starts an agent for it, with a key that may read under its prefix, since the agent's own policy is about the domain's.</summary>
    internal Task<RunningAgent> StartAgentAsync(Domain domain) => RunningAgent.StartAsync(Cloud, settings => settings with
    {
        Topology = settings.Topology with { Domains = [domain] },
        Aws = settings.Aws with { Profile = LocalCloud.OwnerProfile },
        Loading = new LoadingOptions(),
    });

    /// <summary>Runs SQL as the operator; it must not answer with an error.</summary>
    internal async Task<string> SqlAsync(string sql)
    {
        var answer = await Cloud.ClickHouse.AdminAsync(Cloud, sql);
        answer.ShouldNotContain("DB::Exception");
        return answer;
    }

    /// <summary>Makes a table with a window, and gives its name in the domain's database.</summary>
    internal async Task<string> NewTableAsync(bool hasProvenance = true, string engine = "MergeTree", string settings = "")
    {
        var table = AgentFixture.NewName("t");
        await SqlAsync(
            $"CREATE TABLE operated.{table} (id UInt64, label String{(hasProvenance ? ", _sluice_load_id String" : "")}) ENGINE = {engine} ORDER BY id {settings} {AgentFixture.Window}");
        return table;
    }

    /// <summary>Uploads rows as an object of the table's.</summary>
    internal async Task<string> UploadAsync(Domain domain, string table, string name, int rows = 400)
    {
        var key = $"{domain.Prefix}{table}/p/{name}.parquet";
        var bytes = await Parquet.OfAsync(Cloud, $"SELECT toUInt64(number) AS id, '{name}' AS label FROM numbers({rows})");
        await UploadAsync(key, bytes);
        return key;
    }

    internal Task UploadAsync(string key, byte[] bytes) => S3.PutObjectAsync(
        new PutObjectRequest { BucketName = Cloud.Bucket, Key = key, InputStream = new MemoryStream(bytes) }, Stop);

    internal async Task<string> LoadIdAsync(string key) =>
        LoadId.Of(Cloud.Bucket, key, (await S3.GetObjectMetadataAsync(Cloud.Bucket, key, Stop)).ETag.Trim('"')).Value;

    internal Task<AuditReport> AuditAsync(Domain domain, RepairMode repair = RepairMode.Off, int limit = 100) =>
        AuditAsync(domain, grace: TimeSpan.Zero, repair, limit);

    internal async Task<AuditReport> AuditAsync(Domain domain, TimeSpan grace, RepairMode repair = RepairMode.Off, int limit = 100)
    {
        await using var services = Services(domain);
        return await services.GetRequiredService<Audit>().RunAsync(new AuditRequest([domain], null, grace, limit, repair), new OperationProgress(), Stop);
    }

    internal async Task<BackfillReport> BackfillAsync(Domain domain, bool isDryRun = false, DateTime? since = null, string? prefix = null)
    {
        await using var services = Services(domain);
        return await services.GetRequiredService<Backfill>().RunAsync(new BackfillRequest(prefix ?? domain.Prefix, since, isDryRun), new OperationProgress(), Stop);
    }

    /// <summary>Has an agent load everything under the domain's prefix.</summary>
    internal async Task LoadAsync(Domain domain)
    {
        var sent = (await BackfillAsync(domain)).Sent;
        await using var agent = await StartAgentAsync(domain);
        await LoadedAsync(domain, sent);
    }

    /// <summary>Waits until the ledger says that so many objects are loaded.</summary>
    internal async Task LoadedAsync(Domain domain, long objects)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        string loaded;
        do
        {
            await timer.WaitForNextTickAsync(limit.Token);
            loaded = await SqlAsync($"SELECT count() FROM sluice.loads FINAL WHERE startsWith(key, '{domain.Prefix}') AND state = 'loaded'");
        }
        while (long.Parse(loaded, CultureInfo.InvariantCulture) < objects);
    }

    /// <summary>Takes every message out of the domain's queue, and gives the keys that they are about: of those under the prefix, since another test's may come back late.</summary>
    internal async Task<IReadOnlyList<string>> DrainAsync(string prefix = "")
    {
        var (queue, keys) = (Cloud.Queues[LocalCloudFixture.OperatedDomain], new List<string>());
        while (true)
        {
            var answer = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10 }, Stop);
            if (answer.Messages is not [_, ..] messages)
            {
                return keys.FindAll(key => key.StartsWith(prefix, StringComparison.Ordinal));
            }

            keys.AddRange(messages.Select(message => JsonDocument.Parse(message.Body).RootElement.GetProperty("key").GetString()!));
            await Sqs.DeleteMessageBatchAsync(
                new DeleteMessageBatchRequest(queue, [.. messages.Select((message, n) => new DeleteMessageBatchRequestEntry($"{n}", message.ReceiptHandle))]), Stop);
        }
    }
}

/// <summary>The tests that share the queue, one after the other.</summary>
[CollectionDefinition]
public sealed class OperatingTests : ICollectionFixture<OperatingFixture>;
