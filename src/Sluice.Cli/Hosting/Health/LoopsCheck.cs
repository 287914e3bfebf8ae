using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Cli.Hosting.Health;

/// <summary>
/// Whether all that runs in the agent still runs. The agent stops when one of its loops fails, so that this is about one that does not get to its end, or that hangs in a receive.
/// </summary>
internal sealed class LoopsCheck(IEnumerable<IHostedService> services, ReceiveHealth receiving, PipelineTopology topology) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failed = services.OfType<BackgroundService>().Where(service => service.ExecuteTask is { IsFaulted: true }).Select(service => service.GetType().Name).ToList();
        var stuck = topology.Domains.Where(receiving.IsStuck).Select(domain => domain.Name).ToList();
        return Task.FromResult((failed.Count, stuck.Count) switch
        {
            (0, 0) => HealthCheckResult.Healthy("every loop runs"),
            (0, _) => HealthCheckResult.Unhealthy($"the receive of {string.Join(", ", stuck)} has not come back"),
            _ => HealthCheckResult.Unhealthy($"{string.Join(", ", failed)} failed, and the agent stops: its log says why"),
        });
    }
}
