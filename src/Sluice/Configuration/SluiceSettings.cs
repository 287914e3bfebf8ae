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
    LedgerOptions Ledger)
{
    /// <summary>Memory that all running inserts may take together, in bytes (R13).</summary>
    public long MemoryBytes => Pipeline.MemoryMiB is { } configured ? (long)configured << 20 : Topology.Domains.Sum(domain => domain.MemoryBytes);

    /// <summary>The cluster that objects are loaded through, or null: then <c>Distributed</c> tables take none.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>Where supervisors and Prometheus ask. Without a configuration file: nowhere.</summary>
    public MonitoringSettings Monitoring { get; init; } = new(null);

    /// <summary>Where metrics, traces and logs are sent. Without a configuration file: nowhere.</summary>
    public TelemetrySettings Telemetry { get; init; } = new(null, OtlpProtocol.Grpc, EmfOutput.Off, new Uri("tcp://127.0.0.1:25888"));

    /// <summary>The operator's web page. Without a configuration file: none.</summary>
    public ConsoleSettings Console { get; init; } = new(null, null, null, null, null, null);
}

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

/// <summary>Where supervisors and Prometheus ask.</summary>
/// <param name="Listen">Address that they listen on, or null when nothing does.</param>
public sealed record MonitoringSettings(Uri? Listen);

/// <summary>Where metrics, traces and logs are sent.</summary>
/// <param name="Otlp">OpenTelemetry collector, or null.</param>
/// <param name="OtlpProtocol">How it is spoken to.</param>
/// <param name="Emf">Where CloudWatch's metrics go.</param>
/// <param name="EmfEndpoint">The CloudWatch agent's port.</param>
public sealed record TelemetrySettings(Uri? Otlp, OtlpProtocol OtlpProtocol, EmfOutput Emf, Uri EmfEndpoint);

/// <summary>The operator's web page.</summary>
/// <param name="Listen">Address that it listens on, or null when it is not served.</param>
/// <param name="Token">What people sign in with, or null; never logged.</param>
/// <param name="Oidc">The identity provider that people sign in at, or null.</param>
/// <param name="CertificateFile">Certificate chain of an https address.</param>
/// <param name="CertificateKeyFile">Its private key.</param>
/// <param name="AwsProfile">AWS profile of what people do from the page, or null for the agent's own.</param>
public sealed record ConsoleSettings(Uri? Listen, string? Token, OidcSettings? Oidc, string? CertificateFile, string? CertificateKeyFile, string? AwsProfile)
{
    /// <summary>Whether a proxy in front ends TLS.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>The settings without the secret.</summary>
    public override string ToString() => $"{Listen}";
}

/// <summary>The identity provider that people sign in at.</summary>
/// <param name="Authority">Its issuer.</param>
/// <param name="ClientId">The console's client id.</param>
/// <param name="ClientSecret">The client's secret, or null; never logged.</param>
/// <param name="RequiredClaim">Claim that somebody must have, or null.</param>
public sealed record OidcSettings(Uri Authority, string ClientId, string? ClientSecret, KeyValuePair<string, string>? RequiredClaim)
{
    /// <summary>The settings without the secret.</summary>
    public override string ToString() => $"{ClientId} at {Authority}";
}
