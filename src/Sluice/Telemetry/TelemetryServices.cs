using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry.Emf;

namespace Sluice.Telemetry;

/// <summary>Registers what measures and traces the pipeline.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds <see cref="SluiceDiagnostics"/> and whatever feeds it.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, SluiceSettings settings)
    {
        services.AddMetrics();
        services.AddSingleton(provider => new SluiceDiagnostics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton<ObjectTraces>();
        services.AddSingleton<LoadSteps>();
        services.AddSingleton<SettlementTally>();
        services.AddSingleton<ISettlementObserver>(provider => provider.GetRequiredService<SettlementTally>());
        services.AddSingleton<QueueTally>();
        services.AddSingleton<IQueueDepthObserver>(provider => provider.GetRequiredService<QueueTally>());
        services.AddSingleton<ServerHealthReader>();
        services.AddSingleton<ServerHealthWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ServerHealthWatch>());
        services.AddHostedService<PipelineInstruments>();
        services.AddEmf(settings);
        return services;
    }
}
