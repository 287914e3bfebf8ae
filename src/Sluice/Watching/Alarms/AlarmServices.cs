using Microsoft.Extensions.DependencyInjection;
using Sluice.Receiving;
using Sluice.Settling;

namespace Sluice.Watching.Alarms;

/// <summary>Registers the alarms of an agent.</summary>
internal static class AlarmServices
{
    public static IServiceCollection AddAlarms(this IServiceCollection services)
    {
        services.AddSingleton<AlarmMonitor>();
        services.AddSingleton<IAlarmSource>(provider => provider.GetRequiredService<AlarmMonitor>());
        services.AddSingleton<ISettlementObserver>(provider => provider.GetRequiredService<AlarmMonitor>());
        services.AddSingleton<IQueueDepthObserver>(provider => provider.GetRequiredService<AlarmMonitor>());
        return services.AddHostedService(provider => provider.GetRequiredService<AlarmMonitor>());
    }
}
