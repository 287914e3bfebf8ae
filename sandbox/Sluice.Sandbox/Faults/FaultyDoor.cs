using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Sandbox.Gateway;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Faults;

/// <summary>
/// A server on another port of 127.0.0.1, where requests can go wrong. While it is gone, connections are closed without an answer, as its own would be.
/// </summary>
internal sealed class FaultyDoor : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmulatorClient _server;

    private FaultyDoor(WebApplication application, EmulatorClient server)
    {
        _application = application;
        _server = server;
        Endpoint = LoopbackHost.EndpointOf(application);
    }

    public Uri Endpoint { get; }

    /// <summary>Listens.</summary>
    /// <param name="server">Where the server listens.</param>
    /// <param name="service">What it is.</param>
    /// <param name="faults">Says which requests go wrong.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static async Task<FaultyDoor> StartAsync(Uri server, SandboxService service, FaultInjector faults, CancellationToken cancellationToken)
    {
        var client = new EmulatorClient(server);
        var application = LoopbackHost.Build(port: 0);
        var forwarder = application.Services.GetRequiredService<IHttpForwarder>();
        application.Use(new FaultInjection(faults, _ => service).InvokeAsync);
        application.Run(context => ForwardAsync(context, forwarder, client));
        try
        {
            await application.StartAsync(cancellationToken);
            return new FaultyDoor(application, client);
        }
        catch
        {
            await application.DisposeAsync();
            client.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await LoopbackHost.StopAsync(_application);
        _server.Dispose();
    }

    private static async Task ForwardAsync(HttpContext context, IHttpForwarder forwarder, EmulatorClient server)
    {
        var error = await forwarder.SendAsync(context, server.Endpoint.OriginalString, server.Invoker, ForwarderRequestConfig.Empty);
        if (error != ForwarderError.None)
        {
            context.Abort();
        }
    }
}
