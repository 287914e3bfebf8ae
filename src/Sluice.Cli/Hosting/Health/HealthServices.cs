using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.Cli.Hosting.Health;

/// <summary>
/// Whether the agent lives and whether it can work. A probe asks nobody: it is told what the agent has met, and so costs the sinks nothing.
/// </summary>
internal static class HealthServices
{
    private const string Live = "live", Ready = "ready";

    public static void AddAgentHealth(this IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<LoopsCheck>("loops", tags: [Live, Ready])
        .AddCheck<ReceivingCheck>("receiving", tags: [Ready])
        .AddCheck<LedgerCheck>("ledger", tags: [Ready])
        .AddCheck<SinksCheck>("sinks", tags: [Ready]);

    public static void UseAgentHealth(this IApplicationBuilder app)
    {
        app.UseHealthChecks("/health/live", Tagged(Live));
        app.UseHealthChecks("/health/ready", Tagged(Ready));
    }

    private static HealthCheckOptions Tagged(string tag) => new() { Predicate = check => check.Tags.Contains(tag), ResponseWriter = HealthAnswer.WriteAsync };
}
