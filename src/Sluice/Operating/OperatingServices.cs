using Microsoft.Extensions.DependencyInjection;
using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>Registers what compares bucket, ledger and tables, and what sends objects to their queues.</summary>
internal static class OperatingServices
{
    public static IServiceCollection AddListings(this IServiceCollection services)
    {
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
}
