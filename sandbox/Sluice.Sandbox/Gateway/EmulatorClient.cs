using System.Net.Http.Headers;

namespace Sluice.Sandbox.Gateway;

/// <summary>Speaks HTTP with the emulator, with paths as they were sent.</summary>
internal sealed class EmulatorClient : IDisposable
{
    public EmulatorClient(Uri endpoint)
    {
        Endpoint = endpoint;
        Invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        });
    }

    public Uri Endpoint { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>The target at the emulator, byte for byte: keys must not be normalized or encoded again.</summary>
    public Uri At(string rawTarget) => new(
        Endpoint.GetLeftPart(UriPartial.Authority) + rawTarget,
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    /// <summary>The headers of an object, or null when it is not there.</summary>
    public async Task<HttpResponseMessage?> HeadAsync(string rawPath, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, At(rawPath));
        var response = await Invoker.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        response.Dispose();
        return null;
    }

    public void Dispose() => Invoker.Dispose();

    /// <summary>The entity tag without its quotes.</summary>
    public static string Unquoted(EntityTagHeaderValue? tag) => tag?.Tag.Trim('"') ?? "";
}
