using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Settling;

namespace Sluice.Telemetry.Emf;

/// <summary>Registers CloudWatch's metrics.</summary>
internal static class EmfServices
{
    /// <summary>Adds them where the configuration says that they go; else nothing.</summary>
    public static IServiceCollection AddEmf(this IServiceCollection services, SluiceSettings settings)
    {
        var telemetry = settings.Telemetry;
        if (telemetry.Emf == EmfOutput.Off)
        {
            return services;
        }

        var environment = settings.Topology.Environment;
        services.AddSingleton<IEmfOutput>(provider => telemetry.Emf == EmfOutput.Stdout
            ? new EmfStdout(Console.Out, provider.GetRequiredService<ILogger<EmfStdout>>())
            : new EmfConnection(telemetry.EmfEndpoint, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmfConnection>>()));
        services.AddSingleton(provider => new EmfDocument(
            environment, provider.GetRequiredService<AgentIdentity>().Name, telemetry.Emf == EmfOutput.CloudWatchAgent ? $"sluice-{environment}-metrics" : null));
        services.AddSingleton<EmfCollector>();
        services.AddSingleton<ISettlementObserver>(provider => provider.GetRequiredService<EmfCollector>());
        services.AddSingleton<IQueueDepthObserver>(provider => provider.GetRequiredService<EmfCollector>());
        services.AddHostedService<EmfWriter>();
        return services;
    }
}
