using Microsoft.AspNetCore.Builder;
using Sluice.Cli.Hosting.Health;

namespace Sluice.Cli.Hosting;

/// <summary>What supervisors and Prometheus ask. No key, no secret, nothing that changes anything.</summary>
internal static class MonitoringEndpoints
{
    public static void Map(IApplicationBuilder app)
    {
        app.UseAgentHealth();
        app.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
    }
}
