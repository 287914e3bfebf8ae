using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime.CredentialManagement;
using Sluice.Configuration;

namespace Sluice.Operating.Doctor;

/// <summary>The settings by which the agent is watched.</summary>
internal sealed class WatchingCheck(SluiceSettings settings, TimeProvider time) : IDoctorCheck
{
    private static readonly TimeSpan _shortest = TimeSpan.FromDays(14);

    public CheckInfo Info => CheckTable.Watching;

    public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([Monitoring(), .. Console()]);

    private Finding Monitoring() => settings.Monitoring.Listen switch
    {
        null => Finding.Ok("monitoring", "off: no supervisor or Prometheus asks the agent"),
        { IsLoopback: true } listen => Finding.Ok("monitoring", $"{listen.Authority}, loopback"),
        var listen => Finding.Warning("monitoring", $"{listen.Authority}: whoever reaches it reads health and metrics, by plain http", "keep it to the monitoring network by a firewall, or set monitoring.listen to a loopback address"),
    };

    private IEnumerable<Finding> Console()
    {
        var console = settings.Console;
        if (console.Listen is not { } listen)
        {
            yield return Finding.Ok("console", "off");
            yield break;
        }

        var door = console.Oidc is { } oidc ? $"people sign in at {oidc.Authority.Host}" : console.Token is not null ? "people sign in with a token" : "nobody signs in";
        yield return listen.IsLoopback || listen.Scheme == Uri.UriSchemeHttps
            ? Finding.Ok("console", $"{listen.Authority}{(listen.IsLoopback ? ", loopback" : "")}, {door}")
            : Finding.Warning("console", $"{listen.Authority} by plain http, {door}", "see that only the proxy that ends TLS reaches it, or set console.certificateFile and an https:// address");
        yield return Profile(console.AwsProfile);
        if (console.CertificateFile is { } file)
        {
            yield return Certificate(file);
        }
    }

    private Finding Profile(string? profile)
    {
        const string name = "console.awsProfile";
        var policy = $"a profile whose role has the policy {settings.Topology.Names.OperatorPolicy}";
        return profile switch
        {
            null => Finding.Warning(name, "none: dead letters can be neither read, redriven nor purged from the page, since the agent's own policy does not allow it", $"set console.awsProfile to {policy}"),
            _ when !new CredentialProfileStoreChain(settings.Aws.ProfilesLocation).TryGetAWSCredentials(profile, out _) => Finding.Problem(
                name, $"there is no AWS profile \"{profile}\" in {settings.Aws.ProfilesLocation ?? "the shared credentials file"}", $"set console.awsProfile to {policy}"),
            _ => Finding.Ok(name, profile),
        };
    }

    private Finding Certificate(string file)
    {
        const string name = "console.certificateFile";
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            var left = certificate.NotAfter - time.GetUtcNow().LocalDateTime;
            return left switch
            {
                _ when left < TimeSpan.Zero => Finding.Problem(name, $"{file} expired on {certificate.NotAfter:yyyy-MM-dd}", "renew it"),
                _ when left < _shortest => Finding.Warning(name, $"{file} is valid for {(int)left.TotalDays} days", "renew it"),
                _ => Finding.Ok(name, $"{file} is valid for {(int)left.TotalDays} days"),
            };
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return Finding.Problem(name, $"{file} cannot be read: {e.Message}", "give it as PEM, readable for the agent's user");
        }
    }
}
