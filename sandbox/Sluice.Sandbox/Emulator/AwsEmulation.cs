using Microsoft.Extensions.Logging;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.EventBridge;
using Sluice.Sandbox.Faults;
using Sluice.Sandbox.Gateway;
using Sluice.Sandbox.Gateway.Permissions;
using Sluice.Sandbox.Policies;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Emulator;

/// <summary>The AWS side of a sandbox: the emulator, the gateway before it and the event bus beside it.</summary>
internal sealed class AwsEmulation : IAsyncDisposable
{
    private readonly FauxqsProcess _emulator;
    private readonly FaultyDoor _door;
    private readonly QueueSender _queues;
    private readonly EventBus _bus;
    private readonly GatewayServer _gateway;
    private readonly Authority _authority;

    private AwsEmulation(FauxqsProcess emulator, FaultyDoor door, QueueSender queues, EventBus bus, GatewayServer gateway, Authority authority)
    {
        _emulator = emulator;
        _door = door;
        _queues = queues;
        _bus = bus;
        _gateway = gateway;
        _authority = authority;
    }

    public int ProcessId => _emulator.ProcessId;

    public bool RulesEnabled
    {
        get => _bus.IsEnabled;
        set => _bus.IsEnabled = value;
    }

    public static async Task<AwsEmulation> StartAsync(
        int port,
        InstalledModules modules,
        Reaper reaper,
        FaultInjector faults,
        AccessKeys keys,
        Authority authority,
        CallCounts callCounts,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var region = authority.Region;
        var emulator = await FauxqsProcess.StartAsync(modules, region, reaper, cancellationToken);
        FaultyDoor? door = null;
        try
        {
            door = await FaultyDoor.StartAsync(emulator.Endpoint, SandboxService.Sqs, faults, cancellationToken);
            var queues = new QueueSender(SandboxClients.EventBridgeSqs(door.Endpoint, region));
            var bus = new EventBus(
                new EventBusOptions(Authority.Account, region), queues, TimeProvider.System, Random.Shared, loggers.CreateLogger<EventBus>());
            var gateway = await GatewayServer.StartAsync(port, emulator.Endpoint, bus, faults, keys, authority, callCounts, cancellationToken);
            return new AwsEmulation(emulator, door, queues, bus, gateway, authority);
        }
        catch
        {
            if (door is not null)
            {
                await door.DisposeAsync();
            }

            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates what the template deploys, and lets its policies decide and its rules work.</summary>
    public async Task ProvisionAsync(
        CloudFormationTemplate template, CloudPolicies policies, TemplateContext context, CancellationToken cancellationToken)
    {
        // Through the gateway, because the emulator makes a queue's URL from the host that it was created with.
        using var s3 = SandboxClients.S3(_gateway.Endpoint, _authority.Region);
        using var sqs = SandboxClients.Sqs(_gateway.Endpoint, _authority.Region);
        await new Provisioner(s3, sqs).ProvisionAsync(template, cancellationToken);
        _gateway.Deploy(template.Buckets);
        _authority.Deploy(policies);
        _bus.Start(BusRules.From(template, policies, context));
    }

    /// <summary>Takes no more requests, sends the events on their way, then stops the emulator.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _bus.DisposeAsync();
        _queues.Dispose();
        await _door.DisposeAsync();
        await _emulator.DisposeAsync();
    }
}
