using Sluice.Configuration;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>A cloud of a test class's own, and an agent in it that reaches ClickHouse through a proxy, where requests can be made to fail.</summary>
/// <param name="options">What the cloud is started with.</param>
/// <param name="change">What the agent's settings are besides the cloud's.</param>
public abstract class ProxiedCloud(SandboxOptions options, Func<SluiceSettings, SluiceSettings> change) : LocalCloudFixture
{
    private ProxiedAgent? _agent;

    internal ProxiedAgent Agent => _agent ?? throw new InvalidOperationException("The agent has not started.");

    private protected override SandboxOptions Options => options;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _agent = new ProxiedAgent(this, change);
        await _agent.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal sealed class ProxiedAgent(LocalCloudFixture cloud, Func<SluiceSettings, SluiceSettings> change) : AgentFixture(cloud)
    {
        public ClickHouseProxy Proxy { get; private set; } = null!;

        private protected override async Task<RunningAgent> StartAgentAsync()
        {
            Proxy = await Cloud.StartClickHouseProxyAsync(TestContext.Current.CancellationToken);
            return await RunningAgent.StartAsync(Cloud, settings => change(settings with { ClickHouse = settings.ClickHouse with { Endpoint = Proxy.Endpoint } }));
        }
    }
}
