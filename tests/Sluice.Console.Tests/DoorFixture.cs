using Sluice.Configuration;
using Sluice.IntegrationTests;

namespace Sluice.ConsoleTests;

/// <summary>A console with a token, and one without.</summary>
public sealed class DoorFixture(LocalCloudFixture cloud) : IAsyncLifetime
{
    internal const string Token = "correct horse battery staple";

    private ConsoleAgent? _locked;
    private ConsoleAgent? _open;

    internal ConsoleAgent Locked => _locked ?? throw new InvalidOperationException("The agent has not started.");

    internal ConsoleAgent Open => _open ?? throw new InvalidOperationException("The agent has not started.");

    public async ValueTask InitializeAsync()
    {
        _locked = await ConsoleAgent.StartAsync(cloud.Cloud, console => console with { Token = Token }, Apart);
        _open = await ConsoleAgent.StartAsync(cloud.Cloud, configure: Apart);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in new[] { _locked, _open }.OfType<ConsoleAgent>())
        {
            await agent.DisposeAsync();
        }
    }

    /// <summary>Of a domain that nobody uses: it takes no messages from other tests' agents.</summary>
    internal static SluiceSettings Apart(SluiceSettings settings) => settings with
    {
        Topology = settings.Topology with { Domains = [.. settings.Topology.Domains.Where(domain => domain.Name == LocalCloudFixture.SandboxDomain)] },
    };
}
