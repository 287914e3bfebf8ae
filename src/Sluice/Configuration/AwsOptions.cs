namespace Sluice.Configuration;

/// <summary>
/// How the agent reaches AWS. Credentials come from the AWS SDK's chain (environment, profile, process, web identity) and never
/// from <c>sluice.json</c>.
/// </summary>
public sealed class AwsOptions
{
    /// <summary>Endpoint of SQS and S3 instead of the Region's own, such as a sandbox's. Default: AWS.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>Profile of the shared credentials file. Default: the SDK's chain decides.</summary>
    public string? Profile { get; set; }

    /// <summary>Path of the shared credentials file that <see cref="Profile"/> is in. Default: the SDK's.</summary>
    public string? ProfilesLocation { get; set; }

    /// <summary>
    /// Endpoint of STS, which says whose the credentials are, for the log. Nothing depends on it. Default: <see cref="ServiceUrl"/>, else the
    /// Region's own.
    /// </summary>
    public string? StsEndpoint { get; set; }
}
