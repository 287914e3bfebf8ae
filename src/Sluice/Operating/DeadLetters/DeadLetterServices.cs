using Amazon.SQS;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>Registers what looks at, redrives and purges dead letters.</summary>
internal static class DeadLetterServices
{
    /// <summary>Adds the desk, beside what <see cref="SluiceServices"/> adds.</summary>
    /// <param name="services">The services of a command or of the console.</param>
    /// <param name="settings">A configuration from <see cref="ConfigurationLoader"/>.</param>
    /// <param name="awsProfile">
    /// Profile whose credentials the desk works with, such as <c>console.awsProfile</c>; null for those of the configuration. One that is not there is a refusal when
    /// the desk is used, not before.
    /// </param>
    public static IServiceCollection AddDeadLetterDesk(this IServiceCollection services, SluiceSettings settings, string? awsProfile)
    {
        services.AddSingleton(provider => Queues(provider, settings, awsProfile));
        services.AddSingleton<DeadLetterLedger>();
        services.AddSingleton<DeadLetterMoves>();
        services.AddSingleton<DeadLetterDesk>();
        services.AddSingleton<DeadLetterInspector>();
        return services;
    }

    private static DeadLetterQueues Queues(IServiceProvider provider, SluiceSettings settings, string? awsProfile)
    {
        var (urls, topology) = (provider.GetRequiredService<QueueUrls>(), provider.GetRequiredService<PipelineTopology>());
        if (awsProfile is null)
        {
            return new DeadLetterQueues(provider.GetRequiredService<IAmazonSQS>(), urls, topology);
        }

        return new DeadLetterQueues(SluiceServices.Sqs(settings, OperatorCredentials.Of(provider, settings, awsProfile)), urls, topology);
    }
}
