using ClickHouse.Driver;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Operating.Doctor.Aws;
using Sluice.Operating.Doctor.EndToEnd;
using Sluice.Operating.Doctor.Network;
using Sluice.Operating.Doctor.Server;

namespace Sluice.Operating.Doctor;

/// <summary>Registers the checks.</summary>
internal static class DoctorServices
{
    /// <param name="services">With what operators' commands work with.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="administrator">The same with the ClickHouse user who may see and make more; else the same.</param>
    public static IServiceCollection AddDoctor(this IServiceCollection services, SluiceSettings settings, SluiceSettings administrator)
    {
        // A profile that is not there is a finding, not the end.
        services.AddSingleton(new CredentialSource(settings.Aws));
        services.AddSingleton(provider => new ServerOnlooker(
            administrator == settings ? provider.GetRequiredService<ClickHouseClient>() : SluiceServices.ClickHouse(administrator, administrator.ClickHouse.Endpoint), administrator.ClickHouse.User));
        services.AddHost(CheckTable.Sqs, Endpoints.Sqs(settings), "aws.serviceUrl", isNeeded: true);
        services.AddHost(CheckTable.Sts, Endpoints.Sts(settings), "aws.stsEndpoint", isNeeded: false);
        services.AddHost(CheckTable.S3, Endpoints.S3(settings), "clickHouse.s3Endpoint", isNeeded: false);
        services.AddHost(CheckTable.ClickHouse, settings.ClickHouse.Endpoint, "clickHouse.endpoint", isNeeded: true);
        services.AddSingleton<IDoctorCheck, AwsClockCheck>();
        services.AddSingleton<IDoctorCheck, CredentialsCheck>();
        services.AddSingleton<IDoctorCheck, QueuePermissionsCheck>();
        services.AddSingleton<IDoctorCheck, ObjectPermissionCheck>();
        services.AddSingleton<IDoctorCheck, QueueAttributesCheck>();
        services.AddSingleton<IDoctorCheck, LoginCheck>();
        services.AddSingleton<IDoctorCheck, ServerClockCheck>();
        services.AddSingleton<IDoctorCheck, GrantsCheck>();
        services.AddSingleton<IDoctorCheck, ProfileCheck>();
        services.AddSingleton<IDoctorCheck, LedgerCheck>();
        services.AddSingleton<IDoctorCheck, TablesCheck>();
        services.AddSingleton<IDoctorCheck, S3FromClickHouseCheck>();
        services.AddSingleton<IDoctorCheck, MemoryCheck>();
        services.AddSingleton<IDoctorCheck, DiskCheck>();
        services.AddSingleton<IDoctorCheck, WatchingCheck>();
        services.AddSingleton<DoctorRun>();
        return services;
    }

    /// <summary>Adds the way of an object through everything, which makes something and takes it away again.</summary>
    public static IServiceCollection AddEndToEnd(this IServiceCollection services, SluiceSettings settings, EndToEndRequest request)
    {
        services.AddSingleton(request);
        services.AddSingleton(provider => ScratchObject.Of(settings, request, provider));
        services.AddSingleton(provider => ScratchTable.Of(settings, request, provider.GetRequiredService<ServerOnlooker>()));
        services.AddSingleton<LoadWatch>();
        services.AddSingleton<IDoctorCheck, EndToEndCheck>();
        return services;
    }

    private static void AddHost(this IServiceCollection services, CheckInfo info, Uri endpoint, string setting, bool isNeeded) =>
        services.AddSingleton<IDoctorCheck>(provider => new HostCheck(info, endpoint, setting, isNeeded, provider.GetRequiredService<TimeProvider>()));
}
