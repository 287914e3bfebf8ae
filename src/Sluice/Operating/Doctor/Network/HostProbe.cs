using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sluice.Operating.Doctor.Network;

/// <summary>Resolves a host, connects and shakes hands.</summary>
internal static class HostProbe
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <param name="Failure">Why it cannot be used, after its name, or null.</param>
    /// <param name="IsCertificate">Whether the failure is its certificate's.</param>
    /// <param name="Proxy">The proxy in between, beyond which nothing was looked at.</param>
    /// <param name="Protocol">TLS version, or null for plain http.</param>
    /// <param name="NotAfter">Until when its certificate is valid.</param>
    public sealed record Answer(string? Failure = null, bool IsCertificate = false, Uri? Proxy = null, string? Protocol = null, DateTimeOffset NotAfter = default);

    public static async Task<Answer> TryAsync(Uri endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        var proxy = HttpClient.DefaultProxy.IsBypassed(endpoint) ? null : HttpClient.DefaultProxy.GetProxy(endpoint);
        var to = proxy ?? endpoint;
        using var timeout = new CancellationTokenSource(_timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(to.DnsSafeHost, limit.Token);
            using var socket = new TcpClient();
            await socket.ConnectAsync(addresses, to.Port, limit.Token);
            return proxy is not null ? new Answer(Proxy: proxy)
                : endpoint.Scheme == Uri.UriSchemeHttps ? await ShakeHandsAsync(socket, endpoint.DnsSafeHost, limit.Token)
                : new Answer();
        }
        catch (SocketException e)
        {
            return new Answer(e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                ? $"does not resolve: {e.Message}"
                : $"does not take a connection: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Answer($"does not answer within {_timeout.TotalSeconds} s");
        }
        catch (IOException e)
        {
            return new Answer($"broke off the TLS handshake: {e.Message}");
        }
    }

    private static async Task<Answer> ShakeHandsAsync(TcpClient socket, string host, CancellationToken cancellationToken)
    {
        var (errors, notAfter) = (SslPolicyErrors.None, DateTimeOffset.MaxValue);
        await using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: true, (_, certificate, _, found) =>
        {
            errors = found;
            notAfter = certificate is X509Certificate2 own ? own.NotAfter : notAfter;
            return found == SslPolicyErrors.None;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);
        }
        catch (AuthenticationException e)
        {
            return errors == SslPolicyErrors.None
                ? new Answer($"takes no TLS connection: {e.Message}")
                : new Answer($"has a certificate that this machine does not accept ({errors}, valid until {notAfter:yyyy-MM-dd})", IsCertificate: true);
        }

        return tls.SslProtocol < SslProtocols.Tls12
            ? new Answer($"takes only {tls.SslProtocol}: TLS 1.2 is the least")
            : new Answer(Protocol: tls.SslProtocol == SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2", NotAfter: notAfter);
    }
}
