using Microsoft.Extensions.Logging;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.EventBridge;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Gateway;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Emulator;

/// <summary>The AWS side of a sandbox: the emulator, the gateway before it and the event bus beside it.</summary>
internal sealed class AwsEmulation : IAsyncDisposable
{
    private readonly FauxqsProcess _emulator;
    private readonly QueueSender _queues;
    private readonly EventBus _bus;
    private readonly GatewayServer _gateway;
    private readonly string _region;

    private AwsEmulation(FauxqsProcess emulator, QueueSender queues, EventBus bus, GatewayServer gateway, string region)
    {
        _emulator = emulator;
        _queues = queues;
        _bus = bus;
        _gateway = gateway;
        _region = region;
    }

    public int ProcessId => _emulator.ProcessId;

    public static async Task<AwsEmulation> StartAsync(
        int port,
        string region,
        InstalledModules modules,
        Reaper reaper,
        FaultInjector faults,
        AccessKeys keys,
        string agent,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var emulator = await FauxqsProcess.StartAsync(modules, region, reaper, cancellationToken);
        var queues = new QueueSender(SandboxClients.Sqs(emulator.Endpoint, region));
        var bus = new EventBus(
            new EventBusOptions(FauxqsProcess.Account, region), queues, TimeProvider.System, loggers.CreateLogger<EventBus>());
        try
        {
            var gateway = await GatewayServer.StartAsync(port, emulator.Endpoint, bus, faults, keys, agent, cancellationToken);
            return new AwsEmulation(emulator, queues, bus, gateway, region);
        }
        catch
        {
            await bus.DisposeAsync();
            queues.Dispose();
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates what the template deploys and lets its rules work.</summary>
    public async Task ProvisionAsync(CloudFormationTemplate template, CancellationToken cancellationToken)
    {
        // Through the gateway, because the emulator makes a queue's URL from the host that it was created with.
        using var s3 = SandboxClients.S3(_gateway.Endpoint, _region);
        using var sqs = SandboxClients.Sqs(_gateway.Endpoint, _region);
        await new Provisioner(s3, sqs).ProvisionAsync(template, cancellationToken);
        _bus.Start(BusRules.From(template));
    }

    /// <summary>Takes no more requests, sends the events on their way, then stops the emulator.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _bus.DisposeAsync();
        _queues.Dispose();
        await _emulator.DisposeAsync();
    }
}
