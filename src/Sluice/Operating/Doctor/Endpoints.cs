using Sluice.Configuration;

namespace Sluice.Operating.Doctor;

/// <summary>Where the services are.</summary>
internal static class Endpoints
{
    public static Uri Sqs(SluiceSettings settings) => settings.Aws.ServiceUrl ?? new Uri($"https://sqs.{settings.Topology.Region}.amazonaws.com");

    public static Uri Sts(SluiceSettings settings) =>
        settings.Aws.StsEndpoint ?? settings.Aws.ServiceUrl ?? new Uri($"https://sts.{settings.Topology.Region}.amazonaws.com");

    public static Uri S3(SluiceSettings settings) => settings.Aws.ServiceUrl ?? settings.ClickHouse.S3Endpoint;
}
