using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sluice.Ledger;

namespace Sluice.Cli.Hosting.Health;

/// <summary>Whether ClickHouse answered the ledger's last statement.</summary>
internal sealed class LedgerCheck(LedgerHealth ledger) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(ledger.Trouble is { } trouble ? HealthCheckResult.Unhealthy(trouble) : HealthCheckResult.Healthy("ClickHouse answered the ledger's last statement"));
}
