using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Gateway.Middleware;
using Sluice.Sandbox.Gateway.Permissions;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;
using Yarp.ReverseProxy.Forwarder;

namespace Sluice.Sandbox.Gateway;

/// <summary>The sandbox's AWS endpoint on 127.0.0.1: S3 and SQS alike, in front of the emulator, and a little of STS.</summary>
internal sealed class GatewayServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly EmulatorClient _emulator;
    private readonly BucketTags _tags;

    private GatewayServer(WebApplication application, EmulatorClient emulator, BucketTags tags)
    {
        _application = application;
        _emulator = emulator;
        _tags = tags;
        Endpoint = LoopbackHost.EndpointOf(application);
    }

    public Uri Endpoint { get; }

    /// <summary>Listens.</summary>
    /// <param name="port">The port, or 0 for any free one.</param>
    /// <param name="emulatorEndpoint">Where the emulator listens.</param>
    /// <param name="sink">Takes the objects that are created.</param>
    /// <param name="faults">Says which requests go wrong.</param>
    /// <param name="keys">Says which access keys are refused.</param>
    /// <param name="authority">Says what the owners of access keys may do.</param>
    /// <param name="callCounts">Counts the requests.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="SandboxException">The port is taken.</exception>
    public static async Task<GatewayServer> StartAsync(
        int port,
        Uri emulatorEndpoint,
        IObjectCreationSink sink,
        FaultInjector faults,
        AccessKeys keys,
        Authority authority,
        CallCounts callCounts,
        CancellationToken cancellationToken)
    {
        var emulator = new EmulatorClient(emulatorEndpoint);
        var tags = new BucketTags();
        var application = Build(port, emulator, sink, faults, keys, authority, callCounts, tags);
        try
        {
            await application.StartAsync(cancellationToken);
            return new GatewayServer(application, emulator, tags);
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

    /// <summary>From now on these buckets have their tags.</summary>
    public void Deploy(IEnumerable<TemplateBucket> buckets) => _tags.Deploy(buckets);

    public async ValueTask DisposeAsync()
    {
        await LoopbackHost.StopAsync(_application);
        _emulator.Dispose();
    }

    private static WebApplication Build(
        int port,
        EmulatorClient emulator,
        IObjectCreationSink sink,
        FaultInjector faults,
        AccessKeys keys,
        Authority authority,
        CallCounts callCounts,
        BucketTags tags)
    {
        var application = LoopbackHost.Build(port);
        var forwarding = new EmulatorForwarding(application.Services.GetRequiredService<IHttpForwarder>(), emulator, sink);
        application.Use(next => new CallCounting(next, callCounts).InvokeAsync);
        application.Use(new FaultInjection(faults, FaultInjection.AwsService).InvokeAsync);
        application.Use(next => new AccessKeyGuard(next, keys).InvokeAsync);
        application.Use(next => new StsService(next, authority, keys, TimeProvider.System).InvokeAsync);
        application.Use(next => new PermissionGuard(next, authority).InvokeAsync);
        application.Use(next => new BucketTagging(next, tags).InvokeAsync);
        application.UseMiddleware<UploadLimit>();
        application.UseMiddleware<SubresourceGuard>();
        application.Run(forwarding.InvokeAsync);
        return application;
    }
}
