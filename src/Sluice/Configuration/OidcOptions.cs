namespace Sluice.Configuration;

/// <summary>An OpenID Connect provider that people sign in at to see the console (authorization code flow with PKCE).</summary>
public sealed class OidcOptions
{
    /// <summary>Its issuer, an <c>https://</c> URL with <c>/.well-known/openid-configuration</c> beneath it.</summary>
    public string? Authority { get; set; }

    /// <summary>The console's client id there. Its redirect URI is <c>/signin-oidc</c> of the console's address.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret, only through the environment variable <c>SLUICE__CONSOLE__OIDC__CLIENTSECRET</c>. Default: a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>File whose first line is the client's secret.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>Claim that somebody must have to be let in, as <c>name=value</c>, such as <c>groups=data-platform</c>. Default: whoever the provider knows.</summary>
    public string? RequiredClaim { get; set; }
}
