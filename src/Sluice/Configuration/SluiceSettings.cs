using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>A validated configuration, as the pipeline uses it.</summary>
/// <param name="Topology">What agent and infrastructure agree on.</param>
/// <param name="Aws">How the agent reaches AWS.</param>
/// <param name="ClickHouse">The server that loads.</param>
/// <param name="Pipeline">How much at once.</param>
/// <param name="Loading">How objects are put into tables.</param>
/// <param name="Ledger">Where it is kept what was loaded.</param>
public sealed record SluiceSettings(
    PipelineTopology Topology,
    AwsSettings Aws,
    ClickHouseSettings ClickHouse,
    PipelineOptions Pipeline,
    LoadingOptions Loading,
    LedgerOptions Ledger);

/// <summary>How the agent reaches AWS.</summary>
/// <param name="ServiceUrl">Endpoint instead of the Region's own, or null.</param>
/// <param name="Profile">Profile of the shared credentials file, or null for the SDK's chain.</param>
/// <param name="ProfilesLocation">Path of the shared credentials file, or null for the SDK's default.</param>
/// <param name="StsEndpoint">Endpoint of STS instead of the Region's own, or null.</param>
public sealed record AwsSettings(Uri? ServiceUrl, string? Profile, string? ProfilesLocation, Uri? StsEndpoint = null);

/// <summary>The server that loads.</summary>
/// <param name="Endpoint">HTTP interface.</param>
/// <param name="User">User that inserts.</param>
/// <param name="Password">Its password; never logged.</param>
/// <param name="S3Endpoint">S3 endpoint as ClickHouse reaches it.</param>
/// <param name="S3Access">With whose credentials ClickHouse reads S3.</param>
/// <param name="S3NamedCollection">The named collection that holds them, or null.</param>
public sealed record ClickHouseSettings(
    Uri Endpoint, string User, string Password, Uri S3Endpoint, S3Access S3Access = S3Access.Session, string? S3NamedCollection = null)
{
    /// <summary>The settings without the secret.</summary>
    public override string ToString() => $"{User}@{Endpoint}";
}
