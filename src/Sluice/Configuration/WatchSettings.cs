using System.Net;
using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>Checks where the agent is watched: health and metrics, telemetry, the console.</summary>
internal sealed record WatchSettings(MonitoringSettings Monitoring, TelemetrySettings Telemetry, ConsoleSettings Console)
{
    private const int ShortestToken = 16;

    private const string ListenUrl = "an address such as http://127.0.0.1:9464, without path";

    public static WatchSettings Resolve(SluiceOptions options, ICollection<ConfigurationError> errors)
    {
        var monitoring = new MonitoringSettings(options.Monitoring.Enabled ? Listen("monitoring:listen", options.Monitoring.Listen, errors) : null);
        if (monitoring.Listen is { Scheme: "https" } secured)
        {
            errors.Add(new("monitoring:listen", $"{secured}", "an http:// address: nothing secret is served there"));
        }

        var console = ResolveConsole(options.Console, errors);
        if (monitoring.Listen is { Port: not 0 } one && console.Listen is { } other && one.Port == other.Port)
        {
            errors.Add(new("console:listen", $"{other}", "another port than monitoring.listen"));
        }

        return new WatchSettings(monitoring, ResolveTelemetry(options.Telemetry, errors), console);
    }

    private static TelemetrySettings ResolveTelemetry(TelemetryOptions options, ICollection<ConfigurationError> errors)
    {
        var isTcp = Uri.TryCreate(options.EmfEndpoint, UriKind.Absolute, out var emf) && emf is { Scheme: "tcp", Port: > 0, PathAndQuery: "" or "/" };
        if (!isTcp)
        {
            errors.Add(new("telemetry:emfEndpoint", options.EmfEndpoint, "tcp://<host>:<port>"));
        }

        return new TelemetrySettings(
            SettingsResolver.Endpoint("telemetry:otlpEndpoint", options.OtlpEndpoint, errors), options.OtlpProtocol, options.Emf, isTcp ? emf! : new Uri("tcp://127.0.0.1:25888"));
    }

    private static ConsoleSettings ResolveConsole(ConsoleOptions options, ICollection<ConfigurationError> errors)
    {
        var token = SecretFile.Read("console:tokenFile", options.TokenFile, options.Token, errors);
        if (token is { Length: < ShortestToken })
        {
            errors.Add(new(options.TokenFile is null ? "console:token" : "console:tokenFile", "***", $"a token of {ShortestToken} characters or more"));
        }

        var oidc = ResolveOidc(options.Oidc, errors);
        if (token is not null && oidc is not null)
        {
            errors.Add(new("console:oidc", "{…}", "only one of oidc and a token"));
        }

        var listen = options.Enabled ? Listen("console:listen", options.Listen, errors) : null;
        if (listen is not null)
        {
            CheckDoor(options, listen, isLocked: token is not null || options.Oidc is not null, errors);
        }

        return new ConsoleSettings(listen, token, oidc, options.CertificateFile, options.CertificateKeyFile ?? options.CertificateFile, options.AwsProfile) { BehindProxy = options.BehindProxy };
    }

    private static void CheckDoor(ConsoleOptions options, Uri listen, bool isLocked, ICollection<ConfigurationError> errors)
    {
        foreach (var (key, path) in new[] { ("console:certificateFile", options.CertificateFile), ("console:certificateKeyFile", options.CertificateKeyFile) })
        {
            if (path is not null && !File.Exists(path))
            {
                errors.Add(new(key, path, "the path of a PEM file that exists"));
            }
        }

        if ((listen.Scheme == Uri.UriSchemeHttps) != options.CertificateFile is not null)
        {
            errors.Add(new("console:certificateFile", options.CertificateFile, "a certificate where console.listen is https://, and only there"));
        }

        if (IsLoopback(listen) && !options.BehindProxy)
        {
            return;
        }

        if (!isLocked)
        {
            errors.Add(new("console:listen", $"{listen}", "a loopback address without behindProxy; or a token (SLUICE__CONSOLE__TOKEN, console.tokenFile) or console.oidc, since others can reach it there"));
        }

        if (listen.Scheme == Uri.UriSchemeHttp && !options.BehindProxy && !IsLoopback(listen))
        {
            errors.Add(new("console:listen", $"{listen}", "an https:// address, since others can reach it there; or console.behindProxy, where a proxy ends TLS"));
        }
    }

    private static OidcSettings? ResolveOidc(OidcOptions? options, ICollection<ConfigurationError> errors)
    {
        if (options is null)
        {
            return null;
        }

        var secret = SecretFile.Read("console:oidc:clientSecretFile", options.ClientSecretFile, options.ClientSecret, errors);
        var authority = SettingsResolver.Endpoint("console:oidc:authority", options.Authority, errors);
        if (authority is null or { Scheme: not "https", IsLoopback: false })
        {
            errors.Add(new("console:oidc:authority", options.Authority, "the https:// URL of the provider's issuer"));
        }

        if (string.IsNullOrEmpty(options.ClientId))
        {
            errors.Add(new("console:oidc:clientId", null, "the console's client id"));
        }

        string[]? claim = options.RequiredClaim?.Split('=', 2);
        if (claim is not null and not [{ Length: > 0 }, { Length: > 0 }])
        {
            errors.Add(new("console:oidc:requiredClaim", options.RequiredClaim, "name=value"));
        }

        return authority is null || options.ClientId is null
            ? null
            : new OidcSettings(authority, options.ClientId, secret, claim is [var name, var value] ? new(name, value) : null);
    }

    private static Uri? Listen(string key, string? value, ICollection<ConfigurationError> errors)
    {
        if (SettingsResolver.Endpoint(key, value, errors) is { AbsolutePath: "/" } listen && (listen.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || listen.Host == "localhost"))
        {
            return listen;
        }

        errors.Add(new(key, value, $"{ListenUrl}; the host is an IP address (0.0.0.0 for all) or localhost"));
        return null;
    }

    private static bool IsLoopback(Uri listen) => listen.Host == "localhost" || (IPAddress.TryParse(listen.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
