using System.Collections.Concurrent;
using Amazon.SQS.Model;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>
/// A cloud in which things go wrong, and two agents that reach ClickHouse through a proxy: the one of <c>market</c> waits for whatever is at fault, the one of
/// <c>customer</c> hardly waits, so that attempts are spent. Leases are short.
/// </summary>
public sealed class TroubledAgents : IAsyncLifetime
{
    private static readonly TimeSpan _longPoll = TimeSpan.FromSeconds(2);

    private readonly TroubledCloud _cloud = new();
    private readonly ConcurrentDictionary<Breakage, bool> _breakages = new();
    private RunningAgent? _hasty;

    /// <summary>Serves <c>market</c>; makes tables and uploads for both.</summary>
    internal ProxiedCloud.ProxiedAgent Patient => _cloud.Agent;

    /// <summary>Serves <c>customer</c>.</summary>
    internal RunningAgent Hasty => _hasty!;

    internal LocalCloud Cloud => _cloud.Cloud;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cloud.InitializeAsync();
        _hasty = await RunningAgent.StartAsync(Cloud, settings => settings with
        {
            Topology = settings.Topology with { Domains = [settings.Topology.FindDomain("customer")!] },
            ClickHouse = settings.ClickHouse with { Endpoint = Patient.Proxy.Endpoint },
            Pipeline = new() { HoldTimeout = TimeSpan.FromSeconds(1), LongPoll = _longPoll },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_hasty is not null)
        {
            await _hasty.DisposeAsync();
        }

        await _cloud.DisposeAsync();
    }

    /// <summary>Lets requests to ClickHouse go wrong until it is disposed; tests that run at the same time each have theirs.</summary>
    internal IDisposable Breaks(Func<SandboxRequest, IFault?> decide)
    {
        var fault = new Breakage(_breakages, decide);
        Patient.Proxy.Faults.Decide = request => _breakages.Keys.Select(each => each.Decide(request)).FirstOrDefault(found => found is not null);
        return fault;
    }

    /// <summary>A table that has as many parts as it may have.</summary>
    internal async Task<string> FullTableAsync(string domain)
    {
        var table = AgentFixture.NewName("full");
        (await Patient.SqlAsync(
            $"CREATE TABLE {domain}.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}, parts_to_throw_insert = 1, parts_to_delay_insert = 1")).ShouldBeEmpty();
        await Patient.SqlAsync($"SYSTEM STOP MERGES {domain}.{table}");
        await Patient.SqlAsync($"INSERT INTO {domain}.{table} VALUES (1, 'first')");
        return table;
    }

    /// <summary>Waits for the domain's dead letter whose body has the text, and gives the message with its attributes.</summary>
    internal async Task<Message> LetterAsync(string domain, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            var answer = await Patient.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(Cloud.DeadLetterQueues[domain])
                {
                    MaxNumberOfMessages = 10,
                    WaitTimeSeconds = 1,
                    VisibilityTimeout = 1,
                    MessageAttributeNames = ["All"],
                },
                limit.Token);
            if ((answer.Messages ?? []).FirstOrDefault(message => message.Body.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }
        }
    }

    private sealed class Breakage : IDisposable
    {
        private readonly ConcurrentDictionary<Breakage, bool> _all;

        public Breakage(ConcurrentDictionary<Breakage, bool> all, Func<SandboxRequest, IFault?> decide)
        {
            (_all, Decide) = (all, decide);
            all[this] = true;
        }

        public Func<SandboxRequest, IFault?> Decide { get; }

        public void Dispose() => _all.TryRemove(this, out _);
    }

    private sealed class TroubledCloud() : ProxiedCloud(
        new SandboxOptions
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new(), ["customer"] = new() { MemoryMiB = 128 } },
            MessageTimeout = TimeSpan.FromSeconds(5),
            VisibilityTimeout = TimeSpan.FromSeconds(30),
        },
        settings => settings with
        {
            Topology = settings.Topology with { Domains = [settings.Topology.FindDomain("market")!] },
            Pipeline = new() { LongPoll = _longPoll },
        });
}
