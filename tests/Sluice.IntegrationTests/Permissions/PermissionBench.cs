using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>A cloud, agents that are held to its policies, and what tests do around them as the account's owner.</summary>
internal sealed class PermissionBench(LocalCloud cloud) : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(90);

    private readonly OperatorBench _sql = new(cloud);
    private readonly IAmazonSQS _sqs = cloud.CreateSqsClient();
    private readonly List<RunningAgent> _agents = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public LocalCloud Cloud => cloud;

    /// <summary>Starts an agent for the domain. It waits for a sink no longer than told, and then spends attempts.</summary>
    public Task<RunningAgent> StartAsync(string domain, TimeSpan? holdTimeout = null) => StartAsync([domain], holdTimeout);

    /// <summary>Starts an agent for several domains.</summary>
    public async Task<RunningAgent> StartAsync(IReadOnlyCollection<string> domains, TimeSpan? holdTimeout = null)
    {
        var agent = await RunningAgent.StartAsync(cloud, settings => settings with
        {
            Topology = settings.Topology with { Domains = [.. domains.Select(domain => settings.Topology.FindDomain(domain)!)] },
            Pipeline = new() { LongPoll = TimeSpan.FromSeconds(2), HoldTimeout = holdTimeout ?? new PipelineOptions().HoldTimeout },
        });
        _agents.Add(agent);
        await agent.SaysAsync(402, "The ledger is ready");
        return agent;
    }

    /// <summary>Makes a table and gives its name.</summary>
    public async Task<string> TableAsync(string domain)
    {
        var table = OperatorBench.NewName();
        await _sql.DoAsync($"CREATE TABLE {domain}.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        return table;
    }

    /// <summary>Uploads 500 rows for the table, or the half of what would be, and gives the key.</summary>
    public async Task<string> UploadAsync(string domain, string table, bool isWhole = true)
    {
        var key = $"{domain}/{table}/p/{Guid.NewGuid():N}.parquet";
        var bytes = await Parquet.OfAsync(cloud, "SELECT toUInt64(number) AS id, toString(cityHash64(number)) AS label FROM numbers(500)");
        await _sql.UploadAsync(key, isWhole ? bytes : bytes[..(bytes.Length / 2)]);
        return key;
    }

    public Task<string> SqlAsync(string sql) => _sql.SqlAsync(sql);

    public Task<string> CountAsync(string domain, string table) => SqlAsync($"SELECT count() FROM {domain}.{table}");

    /// <summary>Lets S3 refuse requests for the table's objects for being too busy.</summary>
    public static IFault? Busy(SandboxRequest request, string table) =>
        request is { Service: SandboxService.S3, Operation: "GET" or "HEAD" } && request.Target.Contains(table, StringComparison.Ordinal) ? Fault.Refuse() : null;

    /// <summary>Messages of the domain's queue that wait, and that are in somebody's hand.</summary>
    public async Task<int> MessagesAsync(string domain)
    {
        var answer = await _sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(cloud.Queues[domain], ["All"]), Stop);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }

    /// <summary>Waits for a message that nobody has taken out of the domain's queue.</summary>
    public Task<Message> WaitingAsync(string domain) => FindAsync(cloud.Queues[domain], "");

    /// <summary>Waits for the domain's dead letter about the object.</summary>
    public Task<Message> LetterAsync(string domain, string key) => FindAsync(cloud.DeadLetterQueues[domain], key);

    private async Task<Message> FindAsync(string queue, string text)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_deadline);
        while (true)
        {
            var request = new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, WaitTimeSeconds = 2, VisibilityTimeout = 1, MessageAttributeNames = ["All"] };
            var answer = await _sqs.ReceiveMessageAsync(request, limit.Token);
            if ((answer.Messages ?? []).FirstOrDefault(message => message.Body.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        _sqs.Dispose();
    }
}
