using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>An agent with more permissions than the template gives it: it may list the bucket, and so S3 tells it when an object is not there.</summary>
public sealed class ListingAgent(LocalCloudFixture fixture) : AgentFixture(fixture)
{
    private protected override Task<RunningAgent> StartAgentAsync() => RunningAgent.StartAsync(Cloud, settings => settings with
    {
        Topology = settings.Topology with { Domains = [settings.Topology.FindDomain(LocalCloudFixture.ListingDomain)!] },
        Aws = settings.Aws with { Profile = LocalCloud.OwnerProfile },
    });
}
