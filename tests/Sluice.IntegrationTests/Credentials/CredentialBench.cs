using Sluice.Configuration;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>What the tests of credentials do around them: objects to load, an agent for them, a look at who signed what.</summary>
internal sealed class CredentialBench : IAsyncDisposable
{
    public const string Domain = "market";

    private readonly LocalCloud _cloud;
    private RunningAgent? _agent;

    public CredentialBench(LocalCloud cloud)
    {
        _cloud = cloud;
        Sql = new OperatorBench(cloud);
    }

    public OperatorBench Sql { get; }

    public AgentProfile Profile { get; } = new();

    public RunningAgent Agent => _agent ?? throw new InvalidOperationException("The agent has not started.");

    /// <summary>A key id of the agent's that no other test uses.</summary>
    public string NewKey() => Own($"ASIA{Guid.NewGuid():N}");

    /// <summary>Makes a key the agent's.</summary>
    public string Own(string accessKeyId)
    {
        _cloud.AccessKeys.Assign(accessKeyId, SandboxIdentity.Agent);
        return accessKeyId;
    }

    /// <summary>Starts an agent with the profile, and waits until its ledger is ready.</summary>
    public async Task StartAsync(Func<SluiceSettings, SluiceSettings>? change = null)
    {
        _agent = await RunningAgent.StartAsync(_cloud, settings =>
        {
            var mine = settings with
            {
                Topology = settings.Topology with { Domains = [settings.Topology.FindDomain(Domain)!] },
                Aws = settings.Aws with { Profile = AgentProfile.Name, ProfilesLocation = Profile.Path },
            };
            return change is null ? mine : change(mine);
        });
        await _agent.SaysAsync(402, "The ledger is ready");
    }

    /// <summary>Makes a table and gives its name.</summary>
    public async Task<string> TableAsync(string more = "")
    {
        var table = OperatorBench.NewName();
        await Sql.DoAsync($"CREATE TABLE {Domain}.{table} (id UInt64, label String{more}) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        return table;
    }

    /// <summary>Uploads 500 rows for the table and gives the key.</summary>
    public async Task<string> UploadAsync(string table, string name = "a")
    {
        var key = $"{Domain}/{table}/p/{name}.parquet";
        var bytes = await Parquet.OfAsync(_cloud, $"SELECT toUInt64(number) AS id, '{name}' AS label FROM numbers(500)");
        bytes.Length.ShouldBeGreaterThan(1024, "smaller objects raise no message");
        await Sql.UploadAsync(key, bytes);
        return key;
    }

    public Task<string> CountAsync(string table) => Sql.SqlAsync($"SELECT count() FROM {Domain}.{table}");

    /// <summary>Keeps who signs requests for objects of the table.</summary>
    public HashSet<string> WatchSigners(string table)
    {
        var signers = new HashSet<string>();
        _cloud.Faults.Decide = request =>
        {
            if (request.Service == SandboxService.S3 && request.Operation is "GET" or "HEAD" && request.Target.Contains(table, StringComparison.Ordinal))
            {
                lock (signers)
                {
                    signers.Add(request.AccessKeyId);
                }
            }

            return null;
        };
        return signers;
    }

    public async ValueTask DisposeAsync()
    {
        _cloud.Faults.Decide = null;
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        Profile.Dispose();
    }
}
