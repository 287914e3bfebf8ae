using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.IntegrationTests.Cli;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.AwsTests;

/// <summary>
/// A stack that was deployed for tests (the specification's Dev or Staging), as environment variables name it: <c>SLUICE_AWS_CONFIG</c> is its <c>sluice.json</c>, as
/// <c>sluice init --from-outputs</c> writes it; <c>SLUICE_AWS_CLICKHOUSE_USER</c> and <c>SLUICE_AWS_CLICKHOUSE_PASSWORD</c> may create and drop tables in the domains' databases and read
/// and delete in the ledger. The AWS credentials of the tests are those of the SDK's chain; the agent has its own.
/// </summary>
public sealed class DeployedStack : IAsyncLifetime
{
    public const string ConfigVariable = "SLUICE_AWS_CONFIG";

    public const string UserVariable = "SLUICE_AWS_CLICKHOUSE_USER";

    public const string PasswordVariable = "SLUICE_AWS_CLICKHOUSE_PASSWORD";

    private static readonly string[] _environments = ["dev", "test", "staging"];

    // What is uploaded travels through S3, EventBridge and SQS of somebody else.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(5);

    private readonly List<string> _keys = [];
    private readonly HttpClient _http = new();
    private SluiceSettings _settings = null!;
    private AmazonS3Client _s3 = null!;
    private AmazonSQSClient _sqs = null!;
    private SluiceProcess? _agent;
    private bool _isBegun;

    internal PipelineTopology Topology => _settings.Topology;

    /// <summary>The table that each domain's database gets for the tests, and the folder of its prefix in which they upload.</summary>
    public string Table { get; } = $"sluice_test_{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private QueueUrls Urls => new(_settings);

    public async ValueTask InitializeAsync()
    {
        _settings = ConfigurationLoader.Load(Required(ConfigVariable));
        (_s3, _sqs) = (CreateS3(), CreateSqs());
        await RefuseForeignAsync();
        _isBegun = true;
        foreach (var domain in Topology.Domains)
        {
            await SqlAsync(
                $"CREATE TABLE {domain.Database}.{Table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000");
        }

        _agent = SluiceProcess.Start("run", "--config", Required(ConfigVariable));
        await _agent.SaysAsync("The ledger is ready");
    }

    /// <summary>Leaves nothing behind: no process, object, message, table or ledger row.</summary>
    public async ValueTask DisposeAsync()
    {
        var problems = new List<Exception>();
        if (_agent is not null)
        {
            await TryAsync(problems, EndAgentAsync);
        }

        if (_isBegun)
        {
            await CleanUpAsync(problems);
        }

        _s3?.Dispose();
        _sqs?.Dispose();
        _http.Dispose();
        if (problems.Count > 0)
        {
            throw new AggregateException($"Something of the tests is left behind: look for {Table}.", problems);
        }
    }

    /// <summary>A Parquet file with so many rows, of consecutive ids.</summary>
    public async Task<byte[]> ParquetAsync(string label, int rows = 500)
    {
        using var answer = await AskAsync($"SELECT toUInt64(number) AS id, '{label}' AS label FROM numbers({rows}) FORMAT Parquet");
        return await answer.Content.ReadAsByteArrayAsync(Stop);
    }

    /// <summary>Uploads below a domain's prefix, in the folder of <see cref="Table"/>.</summary>
    /// <returns>The key.</returns>
    internal async Task<string> UploadAsync(Domain domain, string name, byte[] content)
    {
        var key = $"{domain.Prefix}{Table}/{name}";
        _keys.Add(key);
        await _s3.PutObjectAsync(new PutObjectRequest { BucketName = Topology.Bucket, Key = key, InputStream = new MemoryStream(content) }, Stop);
        return key;
    }

    /// <summary>Sends what the domain's rule would send of the object.</summary>
    internal async Task AnnounceAsync(Domain domain, string key)
    {
        var etag = (await _s3.GetObjectMetadataAsync(Topology.Bucket, key, Stop)).ETag.Trim('"');
        await _sqs.SendMessageAsync(
            Urls.Queue(domain),
            $$"""{"bucket":"{{Topology.Bucket}}","key":"{{key}}","domain":"{{domain.Name}}","etag":"{{etag}}","correlation_id":"{{Guid.NewGuid()}}"}""",
            Stop);
    }

    /// <summary>Waits until the agent says a text about an object.</summary>
    public Task AgentSaysAsync(string text) => _agent!.SaysAsync(text);

    /// <summary>What the agent has said.</summary>
    public string AgentSaid => _agent!.Error + _agent.Output;

    /// <summary>The dead letter about an object; it is taken out of its queue.</summary>
    internal async Task<Message> DeadLetterAsync(Domain domain, string key)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_limit);
        while (true)
        {
            var answer = await _sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(Urls.DeadLetterQueue(domain)) { WaitTimeSeconds = 5, MessageAttributeNames = ["All"], VisibilityTimeout = 60 }, limit.Token);
            if ((answer.Messages ?? []).FirstOrDefault(message => message.Body.Contains(key, StringComparison.Ordinal)) is { } letter)
            {
                await _sqs.DeleteMessageAsync(Urls.DeadLetterQueue(domain), letter.ReceiptHandle, limit.Token);
                return letter;
            }
        }
    }

    /// <summary>Runs a statement as the administrator.</summary>
    /// <returns>Its result, tab-separated.</returns>
    public async Task<string> SqlAsync(string sql)
    {
        using var answer = await AskAsync(sql);
        return (await answer.Content.ReadAsStringAsync(Stop)).TrimEnd('\n');
    }

    private static string Required(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"Set {variable}: docs/testing.md says what a test of a deployed stack needs.");

    /// <summary>Tests upload, load and delete: only where the stack is one of ours, is there for tests, and nobody else's messages are in it.</summary>
    private async Task RefuseForeignAsync()
    {
        if (!_environments.Contains(Topology.Environment))
        {
            throw new InvalidOperationException($"Environment {Topology.Environment} is not one for tests: expected {string.Join(", ", _environments)}.");
        }

        RefuseUnlessOurs($"Bucket {Topology.Bucket}", await BucketTagsAsync());
        foreach (var url in Topology.Domains.SelectMany(domain => new[] { Urls.Queue(domain), Urls.DeadLetterQueue(domain) }))
        {
            RefuseUnlessOurs($"Queue {url}", (await _sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url }, Stop)).Tags ?? []);
            var depth = await _sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, ["All"]), Stop);
            if (depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible > 0)
            {
                throw new InvalidOperationException($"Queue {url} has messages that are not the tests': they would be loaded too. Stop what sends them, and empty it.");
            }
        }
    }

    private async Task<Dictionary<string, string>> BucketTagsAsync()
    {
        try
        {
            var answer = await _s3.GetBucketTaggingAsync(new GetBucketTaggingRequest { BucketName = Topology.Bucket }, Stop);
            return (answer.TagSet ?? []).ToDictionary(tag => tag.Key, tag => tag.Value);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchTagSet")
        {
            return [];
        }
    }

    private void RefuseUnlessOurs(string resource, Dictionary<string, string> tags)
    {
        if (tags.GetValueOrDefault("project") != "sluice" || tags.GetValueOrDefault("environment") != Topology.Environment)
        {
            throw new InvalidOperationException(
                $"{resource} was not made by Sluice's stacks for {Topology.Environment}: it lacks their tags project=sluice and environment={Topology.Environment}.");
        }
    }

    private async Task EndAgentAsync()
    {
        await _agent!.SignalAsync("TERM");
        await _agent.EndAsync();
        await _agent.DisposeAsync();
    }

    private async Task CleanUpAsync(List<Exception> problems)
    {
        foreach (var key in _keys)
        {
            await TryAsync(problems, () => _s3.DeleteObjectAsync(Topology.Bucket, key, CancellationToken.None));
        }

        foreach (var domain in Topology.Domains)
        {
            await TryAsync(problems, () => EmptyAsync(Urls.Queue(domain)));
            await TryAsync(problems, () => EmptyAsync(Urls.DeadLetterQueue(domain)));
            await TryAsync(problems, () => SqlAsync($"DROP TABLE IF EXISTS {domain.Database}.{Table}"));
        }

        foreach (var ledger in new[] { "loads", "attempts", "claims" })
        {
            await TryAsync(problems, () => SqlAsync($"DELETE FROM {_settings.Ledger.Database}.{ledger} WHERE position(key, '{Table}') > 0 SETTINGS lightweight_deletes_sync = 1"));
        }
    }

    /// <summary>One thing that cannot be taken away must not keep the others.</summary>
    private static async Task TryAsync(List<Exception> problems, Func<Task> step)
    {
        try
        {
            await step();
        }
#pragma warning disable CA1031 // Whatever it was, it is reported when all else is done
        catch (Exception e)
#pragma warning restore CA1031
        {
            problems.Add(e);
        }
    }

    /// <summary>Takes the tests' own messages out of a queue, and no other.</summary>
    private async Task EmptyAsync(string url)
    {
        while (true)
        {
            var answer = await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, WaitTimeSeconds = 1, VisibilityTimeout = 5 }, CancellationToken.None);
            var ours = (answer.Messages ?? []).Where(message => message.Body.Contains(Table, StringComparison.Ordinal)).ToList();
            if (ours.Count == 0)
            {
                return;
            }

            foreach (var message in ours)
            {
                await _sqs.DeleteMessageAsync(url, message.ReceiptHandle, CancellationToken.None);
            }
        }
    }

    private async Task<HttpResponseMessage> AskAsync(string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.ClickHouse.Endpoint) { Content = new StringContent(sql, Encoding.UTF8) };
        request.Headers.Add("X-ClickHouse-User", Required(UserVariable));
        request.Headers.Add("X-ClickHouse-Key", Environment.GetEnvironmentVariable(PasswordVariable) ?? "");
        var answer = await _http.SendAsync(request, CancellationToken.None);
        return answer.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException($"ClickHouse refused '{sql}': {await answer.Content.ReadAsStringAsync(CancellationToken.None)}");
    }

    private AmazonS3Client CreateS3() => new(At(new AmazonS3Config { ForcePathStyle = _settings.Aws.ServiceUrl is not null }));

    private AmazonSQSClient CreateSqs() => new(At(new AmazonSQSConfig()));

    private T At<T>(T config)
        where T : ClientConfig
    {
        if (_settings.Aws.ServiceUrl is { } url)
        {
            config.ServiceURL = url.AbsoluteUri;
            config.AuthenticationRegion = Topology.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(Topology.Region);
        }

        return config;
    }
}
