namespace Sluice.Configuration;

/// <summary>The ClickHouse server that reads the objects and holds the tables.</summary>
public sealed class ClickHouseOptions
{
    /// <summary>HTTP interface, such as <c>https://clickhouse.internal:8443</c>. Required.</summary>
    public string? Endpoint { get; set; }

    /// <summary>User that inserts. Default <c>default</c>.</summary>
    public string User { get; set; } = "default";

    /// <summary>
    /// Password of <see cref="User"/>, only through the environment variable <c>SLUICE__CLICKHOUSE__PASSWORD</c>: a secret in
    /// <c>sluice.json</c> is refused.
    /// </summary>
    public string? Password { get; set; }

    /// <summary>File whose first line is the password of <see cref="User"/>.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>
    /// S3 endpoint as ClickHouse reaches it, without bucket. Default: <c>aws.serviceUrl</c>, else the Region's own
    /// (<c>https://s3.&lt;region&gt;.amazonaws.com</c>).
    /// </summary>
    public string? S3Endpoint { get; set; }

    /// <summary>With whose credentials ClickHouse reads S3. Default <see cref="Configuration.S3Access.Session"/>.</summary>
    public S3Access S3Access { get; set; }

    /// <summary>ClickHouse's named collection that holds them. Required with <see cref="Configuration.S3Access.NamedCollection"/>, and only there.</summary>
    public string? S3NamedCollection { get; set; }
}
