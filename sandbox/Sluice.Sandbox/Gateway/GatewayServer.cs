using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sluice.Sandbox.Gateway.Middleware;
using Sluice.Sandbox.Processes;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Gateway;

/// <summary>The sandbox's AWS endpoint on 127.0.0.1: S3 and SQS alike, in front of the emulator.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmulatorClient _emulator;

    private GatewayServer(WebApplication application, EmulatorClient emulator)
    {
        _application = application;
        _emulator = emulator;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Endpoint = new Uri(addresses.Addresses.Single());
    }

    public Uri Endpoint { get; }

    /// <summary>Listens.</summary>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <param name="emulatorEndpoint">Where the emulator listens.</param>
    /// <param name="sink">Takes the objects that are created.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SandboxException">The port is taken.</exception>
    public static async Task<GatewayServer> StartAsync(
        int port, Uri emulatorEndpoint, IObjectCreationSink sink, CancellationToken cancellationToken)
    {
        var emulator = new EmulatorClient(emulatorEndpoint);
        var application = Build(port, emulator, sink);
        try
        {
            await application.StartAsync(cancellationToken);
            return new GatewayServer(application, emulator);
        }
        catch (Exception e)
        {
            await application.DisposeAsync();
            emulator.Dispose();
            if (e.InnerException is AddressInUseException)
            {
                throw LoopbackPort.InUse(port, e);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _emulator.Dispose();
    }

    private static WebApplication Build(int port, EmulatorClient emulator, IObjectCreationSink sink)
    {
        // Empty, so that no variable, file or signal meant for the program around it changes the gateway.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port);
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));

        var application = builder.Build();
        var forwarding = new EmulatorForwarding(application.Services.GetRequiredService<IHttpForwarder>(), emulator, sink);
        application.UseMiddleware<UploadLimit>();
        application.UseMiddleware<SubresourceGuard>();
        application.Run(forwarding.InvokeAsync);
        return application;
    }

    /// <summary>Leaves Ctrl-C to the program that owns the sandbox.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
