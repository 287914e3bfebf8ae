using Sluice.ChaosTests.Injection;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.World;

/// <summary>The agents, each behind a ClickHouse proxy of its own.</summary>
internal sealed class AgentFleet : IAsyncDisposable
{
    private const int MaxBlockMiB = 1;

    private readonly LocalCloud _cloud;
    private readonly List<ClickHouseProxy> _proxies = [];
    private readonly Dictionary<string, AgentRunner> _byName = [];

    private AgentFleet(LocalCloud cloud) => _cloud = cloud;

    /// <summary>The agents.</summary>
    public IReadOnlyList<AgentRunner> Agents => [.. _byName.Values];

    /// <summary>Prepares them; none runs yet.</summary>
    public static async Task<AgentFleet> CreateAsync(LocalCloud cloud, int count, string logs, TimeProvider time, CancellationToken cancellationToken)
    {
        var fleet = new AgentFleet(cloud);
        for (var number = 1; number <= count; number++)
        {
            var name = $"agent-{number}";
            var proxy = await cloud.StartClickHouseProxyAsync(cancellationToken);
            fleet._proxies.Add(proxy);
            var config = await AgentConfiguration.WriteAsync(cloud, name, proxy.Endpoint, MaxBlockMiB, cancellationToken);
            cloud.AccessKeys.Assign(name, SandboxIdentity.Agent);
            fleet._byName[name] = new AgentRunner(cloud, config, Path.Combine(logs, $"{name}.log"), time);
        }

        return fleet;
    }

    /// <summary>Lets the scheduler see every request of an agent.</summary>
    public void Expose(FaultScheduler scheduler)
    {
        _cloud.Faults.Decide = request => _byName.TryGetValue(request.AccessKeyId, out var agent) ? scheduler.Decide(agent, request) : null;
        foreach (var (proxy, agent) in _proxies.Zip(Agents))
        {
            proxy.Faults.Decide = request => scheduler.Decide(agent, request);
        }
    }

    /// <summary>From now on nothing goes wrong.</summary>
    public void Spare()
    {
        _cloud.Faults.Decide = null;
        _proxies.ForEach(proxy => proxy.Faults.Decide = null);
    }

    /// <summary>Keeps all running until told to stop.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Agents.Select(agent => agent.RunAsync(stop)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }
    }
}
