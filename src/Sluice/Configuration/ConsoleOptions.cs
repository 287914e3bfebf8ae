namespace Sluice.Configuration;

/// <summary>The operator's web page, which <c>sluice run</c> serves.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Whether it is served. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Address that it listens on; port 0 takes any that is free. Default <c>http://127.0.0.1:9465</c>: this machine alone. On any other address it demands a token or <see cref="Oidc"/>, and
    /// <c>https://</c> unless <see cref="BehindProxy"/>.
    /// </summary>
    public string Listen { get; set; } = "http://127.0.0.1:9465";

    /// <summary>
    /// What people sign in with, 16 characters or more, only through the environment variable <c>SLUICE__CONSOLE__TOKEN</c>: a secret in <c>sluice.json</c> is refused. There is no default.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>File whose first line is the token.</summary>
    public string? TokenFile { get; set; }

    /// <summary>The identity provider that people sign in at, instead of with a token. Default: none.</summary>
    public OidcOptions? Oidc { get; set; }

    /// <summary>Certificate chain (PEM) of an <c>https://</c> address.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Its private key (PEM). Default: <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Whether a proxy in front ends TLS, so that <c>http://</c> off loopback is not refused. Default false.</summary>
    public bool BehindProxy { get; set; }

    /// <summary>
    /// AWS profile of what people do from the page: look at, redrive and purge dead letters, and ask the bucket whether an object is there, which the agent itself may not (R14). Default: the agent's own credentials.
    /// </summary>
    public string? AwsProfile { get; set; }
}
