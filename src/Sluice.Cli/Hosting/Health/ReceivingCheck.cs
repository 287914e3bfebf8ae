using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Cli.Hosting.Health;

/// <summary>Whether SQS answered the last receive of every domain.</summary>
internal sealed class ReceivingCheck(ReceiveHealth receiving, PipelineTopology topology) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var troubles = topology.Domains.Select(domain => (domain.Name, Trouble: receiving.Trouble(domain))).Where(each => each.Trouble is not null).ToList();
        return Task.FromResult(troubles.Count == 0
            ? HealthCheckResult.Healthy("SQS answered the last receive of every domain")
            : HealthCheckResult.Unhealthy(string.Join("; ", troubles.Select(each => $"{each.Name}: {each.Trouble}"))));
    }
}
