using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Ledger;
using Sluice.Sandbox;
using Sluice.Topology;
using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

/// <summary>A cloud whose queues nobody else touches: an agent serves <c>market</c>, none serves <c>customer</c>, and <c>product</c>'s queue is kept empty.</summary>
public sealed class WatchedCloud : LocalCloudFixture
{
    private RunningAgent? _agent;

    internal const string Served = "market", Unserved = "customer", Silent = "product";

    internal RunningAgent Agent => _agent!;

    internal OperatorBench Bench => new(Cloud);

    internal IAmazonS3 S3 { get; private set; } = null!;

    internal IAmazonSQS Sqs { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected override SandboxOptions Options => new()
    {
        Domains = new Dictionary<string, DomainOptions> { [Served] = new(), [Unserved] = new(), [Silent] = new() },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (S3, Sqs) = (Cloud.CreateS3Client(), Cloud.CreateSqsClient());
        _agent = await RunningAgent.StartAsync(Cloud, RunningAgent.DomainsOf(Cloud).Where(domain => domain.Name == Served), new LoadingOptions());
        await _agent.SaysAsync(402, "The ledger is ready");
        await _agent.UntilAsync("the agent is in the ledger", async services => (await services.GetRequiredService<AgentDirectory>().ListAsync(Stop)).Count > 0);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        S3.Dispose();
        Sqs.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>What console and commands look with, as the operator or as somebody else, now or later.</summary>
    internal ServiceProvider Services(string? profile = LocalCloud.OperatorProfile, TimeProvider? time = null) => Services(
        settings => settings with { Aws = settings.Aws with { Profile = profile ?? settings.Aws.Profile } }, time);

    /// <summary>The same with other settings than the cloud's.</summary>
    internal ServiceProvider Services(Func<SluiceSettings, SluiceSettings> change, TimeProvider? time = null) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(time ?? TimeProvider.System)
        .AddSluiceOperations(change(ConfigurationLoader.Load(Cloud.ConfigPath)))
        .BuildServiceProvider();

    internal async Task<string> NewTableAsync(string domain, string definition = $"(id UInt64, label String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}")
    {
        var table = AgentFixture.NewName("t");
        await Bench.DoAsync($"CREATE TABLE {domain}.{table} {definition}");
        return table;
    }

    internal async Task<string> UploadAsync(string key, byte[]? bytes = null)
    {
        var answer = await S3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = Cloud.Bucket,
                Key = key,
                InputStream = new MemoryStream(bytes ?? await Parquet.OfAsync(Cloud, "SELECT toUInt64(number) AS id, 'a' AS label FROM numbers(500)")),
            },
            Stop);
        return answer.ETag.Trim('"');
    }

    /// <summary>Takes the next message out of a queue for good.</summary>
    internal async Task LoseMessageAsync(string domain)
    {
        var answer = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(Cloud.Queues[domain]) { WaitTimeSeconds = 10 }, Stop);
        await Sqs.DeleteMessageAsync(Cloud.Queues[domain], answer.Messages.ShouldHaveSingleItem().ReceiptHandle, Stop);
    }

    /// <summary>Writes a row of the history, as an agent would have.</summary>
    internal Task NoteAsync(string key, string etag, string outcome, string more = "", string values = "") => Bench.DoAsync(
        $"""
         INSERT INTO sluice.attempts (at, load_id, bucket, key, etag, domain, attempt, message_id, outcome, agent{more})
         VALUES (now64(3), '{(etag.Length > 0 ? LoadId.Of(Cloud.Bucket, key, etag).Value : "")}', '{Cloud.Bucket}', '{key}', '{etag}', '{Served}', 1, 'm', '{outcome}', 'a:1'{values})
         """);
}

/// <summary>The tests that share the cloud, one after the other.</summary>
[CollectionDefinition]
public sealed class WatchedTests : ICollectionFixture<WatchedCloud>;
