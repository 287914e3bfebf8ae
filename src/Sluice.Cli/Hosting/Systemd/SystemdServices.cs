using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Cli.Hosting.Health;

namespace Sluice.Cli.Hosting.Systemd;

/// <summary>Registers the report to systemd, where there is one to report to.</summary>
internal static class SystemdServices
{
    public static void AddSystemdReport(this IServiceCollection services, SystemdOptions options)
    {
        if (options.NotifySocket is not { } path)
        {
            return;
        }

        services.AddHostedService(provider => new SystemdReport(
            new NotifySocket(path, provider.GetRequiredService<ILogger<NotifySocket>>()),
            options.Watchdog,
            provider.GetRequiredService<PipelineStart>(),
            () => ActivatorUtilities.CreateInstance<LoopsCheck>(provider),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
