using System.Net;
using System.Net.Sockets;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;

namespace Sluice.IntegrationTests.Measuring;

/// <summary>An agent that tells a CloudWatch agent how it is doing; a listener stands for that.</summary>
public sealed class EmfAgent(LocalCloudFixture fixture) : AgentFixture(fixture)
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    /// <summary>What the agent has told when it has stopped.</summary>
    internal async Task<IReadOnlyList<string>> LinesAtEndAsync(CancellationToken cancellationToken)
    {
        var stopping = Agent.StopAsync();
        using var client = await _listener.AcceptTcpClientAsync(cancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await stopping;
        return lines;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _listener.Dispose();
    }

    private protected override Task<RunningAgent> StartAgentAsync()
    {
        _listener.Start();
        var endpoint = new Uri($"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        return RunningAgent.StartAsync(Cloud, settings => settings with
        {
            Topology = settings.Topology with { Domains = [settings.Topology.FindDomain(LocalCloudFixture.MeasuredDomain)!] },
            Telemetry = settings.Telemetry with { Emf = EmfOutput.CloudWatchAgent, EmfEndpoint = endpoint },
        });
    }
}
