using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sluice.Sinks;

namespace Sluice.Cli.Hosting.Health;

/// <summary>Whether ClickHouse, S3 and the credentials work, as far as loads have met them.</summary>
internal sealed class SinksCheck(SinkWatch sinks) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Without the reason, which may name an object: the log has it.
        var open = sinks.Open.Select(each => $"{each.Key} is at fault ({each.Value.Label})").ToList();
        return Task.FromResult(open.Count == 0
            ? HealthCheckResult.Healthy("no sink is at fault")
            : HealthCheckResult.Unhealthy($"{string.Join("; ", open)}: nothing is received until it works"));
    }
}
