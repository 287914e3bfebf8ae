using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Loading.Targets;

namespace Sluice.Watching;

/// <summary>Registers what console and commands look at the pipeline with.</summary>
internal static class WatchingServices
{
    /// <summary>Adds the read models. Nothing runs by itself.</summary>
    public static IServiceCollection AddWatching(this IServiceCollection services)
    {
        services.AddSingleton<ObjectSearch>();
        services.AddSingleton<ObjectHistorian>();
        services.AddSingleton<StorySources>();
        services.AddSingleton<StoredObjects>();
        services.AddSingleton<StatementMemory>();
        services.AddSingleton<AgentDirectory>();
        services.AddSingleton<LoadFigures>();
        services.AddSingleton<PipelineWatch>();

        // It keeps what it sees to itself: an agent that judges an object by what a page saw before the table was mended would refuse it again.
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TableWatch>(provider, ActivatorUtilities.CreateInstance<TargetTables>(provider)));
        return services;
    }

    /// <summary>Has S3 asked with another profile's credentials: an operator may list the bucket, and so be told that an object is not there.</summary>
    public static IServiceCollection AddStoredObjects(this IServiceCollection services, SluiceSettings settings, string awsProfile) =>
        services.AddSingleton(provider => new StoredObjects(SluiceServices.S3(settings, OperatorCredentials.Of(provider, settings, awsProfile))));

    /// <summary>Adds the agent's own reports.</summary>
    public static IServiceCollection AddAgentRegistry(this IServiceCollection services)
    {
        services.AddSingleton<AgentRegistry>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentRegistry>());
        return services;
    }
}
