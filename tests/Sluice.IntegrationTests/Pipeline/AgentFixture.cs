using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>One agent on the assembly's local cloud, and what tests do around it: make tables, upload Parquet, look into dead-letter queues.</summary>
public class AgentFixture(LocalCloudFixture fixture) : IAsyncLifetime
{
    /// <summary>What makes a table tell a repeated insert.</summary>
    internal const string Window = "SETTINGS non_replicated_deduplication_window = 1000";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, HashSet<string>> _deadLetters = [];
    private readonly SemaphoreSlim _deadLetterGate = new(1, 1);
    private RunningAgent? _agent;

    internal LocalCloud Cloud => fixture.Cloud;

    internal RunningAgent Agent => _agent ?? throw new InvalidOperationException("The agent has not started.");

    internal IAmazonS3 S3 { get; private set; } = null!;

    internal IAmazonSQS Sqs { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        S3 = Cloud.CreateS3Client();
        Sqs = Cloud.CreateSqsClient();
        _agent = await StartAgentAsync();
        await _agent.SaysAsync(402, "The ledger is ready");
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        S3.Dispose();
        Sqs.Dispose();
        _deadLetterGate.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<RunningAgent> StartAgentAsync() => RunningAgent.StartAsync(Cloud);

    /// <summary>A name that no other test uses.</summary>
    internal static string NewName(string stem) => $"{stem}_{Guid.NewGuid():N}";

    /// <summary>Runs SQL as the operator.</summary>
    internal Task<string> SqlAsync(string sql) => Cloud.ClickHouse.AdminAsync(Cloud, sql);

    /// <summary>Makes a table with a number and a text, and gives its name in the domain.</summary>
    internal async Task<string> NewTableAsync(string domain)
    {
        var table = NewName("t");
        (await SqlAsync($"CREATE TABLE {domain}.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {Window}")).ShouldBeEmpty();
        return table;
    }

    /// <summary>Parquet, large enough for the rule: <paramref name="rows"/> rows from <paramref name="first"/>, each with the label.</summary>
    internal async Task<byte[]> ParquetAsync(string label, int rows = 500, int first = 0)
    {
        var bytes = await Parquet.OfAsync(Cloud, $"SELECT toUInt64(number + {first}) AS id, '{label}' AS label FROM numbers({rows})");
        bytes.Length.ShouldBeGreaterThan(1024, "smaller objects raise no message");
        return bytes;
    }

    internal Task UploadAsync(string key, byte[] bytes) => S3.PutObjectAsync(
        new PutObjectRequest { BucketName = Cloud.Bucket, Key = key, InputStream = new MemoryStream(bytes) }, Stop);

    /// <summary>Waits until the domain's dead-letter queue holds a message that contains the text, and gives its body.</summary>
    internal async Task<string> DeadLetterAsync(string domain, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_deadline);
        await _deadLetterGate.WaitAsync(limit.Token);
        try
        {
            // Several tests look for theirs: what one receives is kept for the others.
            var seen = _deadLetters.TryGetValue(domain, out var bodies) ? bodies : _deadLetters[domain] = [];
            while (true)
            {
                if (seen.FirstOrDefault(body => body.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                var answer = await Sqs.ReceiveMessageAsync(
                    new ReceiveMessageRequest(Cloud.DeadLetterQueues[domain]) { MaxNumberOfMessages = 10, WaitTimeSeconds = 5 }, limit.Token);
                seen.UnionWith((answer.Messages ?? []).Select(message => message.Body));
            }
        }
        finally
        {
            _deadLetterGate.Release();
        }
    }
}

/// <summary>The tests that share the agent.</summary>
[CollectionDefinition]
public sealed class AgentTests : ICollectionFixture<AgentFixture>;
