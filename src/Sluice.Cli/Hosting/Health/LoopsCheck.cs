using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Sluice.Cli.Hosting.Health;

/// <summary>Whether all that runs in the agent still runs. The agent stops when one of its loops fails, so that this is about one that does not get to its end.</summary>
internal sealed class LoopsCheck(IEnumerable<IHostedService> services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failed = services.OfType<BackgroundService>().Where(service => service.ExecuteTask is { IsFaulted: true }).Select(service => service.GetType().Name).ToList();
        return Task.FromResult(failed.Count == 0
            ? HealthCheckResult.Healthy("every loop runs")
            : HealthCheckResult.Unhealthy($"{string.Join(", ", failed)} failed, and the agent stops: its log says why"));
    }
}
