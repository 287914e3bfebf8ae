using System.Collections.Concurrent;
using System.Text.Json;
using Amazon.SQS.Model;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>
/// Nothing is deleted from a queue without a durable ledger row or a dead letter. The gateway looks at every deletion of a run in which requests fail at random, before SQS hears
/// of it.
/// </summary>
[Trait("Category", "Integration")]
public sealed class DeletionTests : IAsyncLifetime
{
    private const int Objects = 60;
    private const int Seed = 4711;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly WatchedCloud _cloud = new();
    private readonly ConcurrentDictionary<string, string> _bodies = new();
    private readonly ConcurrentDictionary<string, bool> _deadLetters = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly Random _random = new(Seed);
    private int _faults;
    private int _deletions;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ProxiedCloud.ProxiedAgent Agent => _cloud.Agent;

    public ValueTask InitializeAsync() => _cloud.InitializeAsync();

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Nothing_is_deleted_without_a_ledger_row_or_a_dead_letter()
    {
        // All have the same content: what became of an insert without an answer only provenance tells.
        var table = AgentFixture.NewName("t");
        await Agent.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var good = await Agent.ParquetAsync("good");
        Agent.Cloud.Faults.Decide = Watch;
        Agent.Proxy.Faults.Decide = request => request.Service == SandboxService.ClickHouse ? Sometimes(percent: 4) : null;

        for (var n = 0; n < Objects; n++)
        {
            var key = $"market/{(n % 9 == 5 ? "missing" : table)}/ds={n}/a.parquet";
            await Agent.UploadAsync(key, n % 7 == 3 ? good[..(good.Length / 2)] : good);
            if (n % 10 == 0)
            {
                await SendAsync($"garbage {n}");
            }
        }

        await EmptyAsync();
        Agent.Cloud.Faults.Decide = null;
        Agent.Proxy.Faults.Decide = null;

        _violations.ShouldBeEmpty();
        _deletions.ShouldBeGreaterThan(Objects);
        _faults.ShouldBeGreaterThan(20, "otherwise this says little");
        var loaded = int.Parse(await Agent.SqlAsync("SELECT count() FROM sluice.loads FINAL WHERE state = 'loaded'"));
        var others = await Agent.SqlAsync("SELECT key, state, error_code, attempt, reason FROM sluice.loads FINAL WHERE state NOT IN ('loaded', 'dead_lettered') ORDER BY key");
        (await Agent.SqlAsync($"SELECT count(), uniqExact(id) FROM market.{table}")).ShouldBe(
            $"{loaded * 500}\t500",
            others);
        var letters = _deadLetters.Keys.Where(body => !body.StartsWith("garbage", StringComparison.Ordinal)).Select(KeyOf).Distinct().ToList();
        (await Agent.SqlAsync("SELECT count() FROM sluice.loads FINAL WHERE state = 'dead_lettered'")).ShouldBe($"{letters.Count}", others);
        (loaded + letters.Count).ShouldBe(Objects, "each object is in its table or a dead letter");
        _deadLetters.Keys.Count(body => body.StartsWith("garbage", StringComparison.Ordinal)).ShouldBe(Objects / 10);
    }

    private IFault? Watch(SandboxRequest request) => request switch
    {
        { Service: SandboxService.Sqs, Operation: "ReceiveMessage" } => Fault.Of(ReceivedAsync),
        { Service: SandboxService.Sqs, Operation: "SendMessage" } when request.Body.Contains("-load-dlq", StringComparison.Ordinal) => Fault.Of(SentAsync),
        { Service: SandboxService.Sqs, Operation: "DeleteMessage" or "DeleteMessageBatch" } => Fault.Of(DeletedAsync),
        { Service: SandboxService.Sqs } => request.Operation is "ChangeMessageVisibility" or "ChangeMessageVisibilityBatch" ? Sometimes(percent: 10) : null,
        { Service: SandboxService.S3, Operation: "GET" or "HEAD" } => Sometimes(percent: 6),
        _ => null,
    };

    private IFault? Sometimes(int percent)
    {
        lock (_random)
        {
            if (_random.Next(100) >= percent)
            {
                return null;
            }

            _faults++;
            return _random.Next(3) switch
            {
                0 => Fault.Reset(),
                1 => Fault.DropAnswer(),
                _ => Fault.Refuse(),
            };
        }
    }

    private async Task ReceivedAsync(FaultyCall call)
    {
        await call.ForwardAsync();
        if (JsonDocument.Parse(call.Answer).RootElement.TryGetProperty("Messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            foreach (var message in messages.EnumerateArray())
            {
                _bodies[message.GetProperty("ReceiptHandle").GetString()!] = message.GetProperty("Body").GetString()!;
            }
        }

        await call.AnswerAsync();
    }

    private async Task SentAsync(FaultyCall call)
    {
        await call.ForwardAsync();
        if (call.Answer.Contains("MessageId", StringComparison.Ordinal))
        {
            _deadLetters[Text(call.Request.Body, "MessageBody")] = true;
        }

        await AnswerOrNotAsync(call);
    }

    private async Task DeletedAsync(FaultyCall call)
    {
        foreach (var receipt in Receipts(call.Request.Body))
        {
            Interlocked.Increment(ref _deletions);
            var body = _bodies[receipt];
            if (!_deadLetters.ContainsKey(body)
                && (body.StartsWith("garbage", StringComparison.Ordinal)
                    || await Agent.SqlAsync($"SELECT count() FROM sluice.loads FINAL WHERE key = '{KeyOf(body)}' AND state IN ('loaded', 'superseded', 'skipped')") != "1"))
            {
                _violations.Enqueue(body);
            }
        }

        await call.ForwardAsync();
        await AnswerOrNotAsync(call);
    }

    /// <summary>The client may never hear that it was done.</summary>
    private async Task AnswerOrNotAsync(FaultyCall call)
    {
        if (Sometimes(percent: 10) is null)
        {
            await call.AnswerAsync();
        }
        else
        {
            call.Reset();
        }
    }

    private Task SendAsync(string body) => Agent.Sqs.SendMessageAsync(Agent.Cloud.Queues["market"], body, Stop);

    private async Task EmptyAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            var depth = await Agent.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(Agent.Cloud.Queues["market"], ["All"]), limit.Token);
            if (depth is { ApproximateNumberOfMessages: 0, ApproximateNumberOfMessagesNotVisible: 0 })
            {
                return;
            }
        }
    }

    private static string KeyOf(string body) => Text(body, "key");

    private static IEnumerable<string> Receipts(string json) => JsonDocument.Parse(json).RootElement is var request && request.TryGetProperty("Entries", out var entries)
        ? entries.EnumerateArray().Select(entry => entry.GetProperty("ReceiptHandle").GetString()!)
        : [request.GetProperty("ReceiptHandle").GetString()!];

    private static string Text(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetString()!;

    private sealed class WatchedCloud() : ProxiedCloud(
        new SandboxOptions
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new() },
            MessageTimeout = TimeSpan.FromSeconds(3),
            VisibilityTimeout = TimeSpan.FromSeconds(18),
            MaxReceiveCount = 1000,
        },
        settings => settings);
}
