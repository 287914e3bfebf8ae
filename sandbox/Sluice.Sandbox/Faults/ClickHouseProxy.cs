using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Sandbox.Gateway;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Faults;

/// <summary>
/// ClickHouse's HTTP interface on another port of 127.0.0.1, where requests can go wrong. While the server is gone, connections are closed
/// without an answer, as the server's own would be.
/// </summary>
public sealed class ClickHouseProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmulatorClient _server;

    private ClickHouseProxy(WebApplication application, EmulatorClient server, FaultInjector faults)
    {
        _application = application;
        _server = server;
        Faults = faults;
        Endpoint = LoopbackHost.EndpointOf(application);
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>Says which requests go wrong.</summary>
    public FaultInjector Faults { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LoopbackHost.StopAsync(_application);
        _server.Dispose();
    }

    internal static async Task<ClickHouseProxy> StartAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var (faults, server) = (new FaultInjector(), new EmulatorClient(endpoint));
        var application = LoopbackHost.Build(port: 0);
        var forwarder = application.Services.GetRequiredService<IHttpForwarder>();
        application.Use(new FaultInjection(faults, _ => SandboxService.ClickHouse).InvokeAsync);
        application.Run(context => ForwardAsync(context, forwarder, server));
        try
        {
            await application.StartAsync(cancellationToken);
            return new ClickHouseProxy(application, server, faults);
        }
        catch
        {
            await application.DisposeAsync();
            server.Dispose();
            throw;
        }
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
