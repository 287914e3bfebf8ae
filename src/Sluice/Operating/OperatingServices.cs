using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>Registers what compares bucket, ledger and tables, and what sends objects to their queues.</summary>
internal static class OperatingServices
{
    public static IServiceCollection AddListings(this IServiceCollection services, SluiceSettings settings)
    {
        services.AddSingleton<IAmazonS3>(provider => S3(settings, provider.GetRequiredService<AgentCredentials>()));
        services.AddSingleton<ObjectListing>();
        services.AddSingleton<LedgerListing>();
        services.AddSingleton<ObjectAnnouncer>();
        services.AddSingleton<AuditTables>();
        services.AddSingleton<RowComparison>();
        services.AddSingleton<AuditRepairer>();
        services.AddSingleton<Audit>();
        services.AddSingleton<Backfill>();
        services.AddSingleton<Replay>();
        return services;
    }

    private static RenewingS3Client S3(SluiceSettings settings, AgentCredentials credentials) => new(credentials, new AmazonS3Config
    {
        ServiceURL = (settings.Aws.ServiceUrl ?? settings.ClickHouse.S3Endpoint).AbsoluteUri,
        AuthenticationRegion = settings.Topology.Region,
        ForcePathStyle = true,
    });
}
