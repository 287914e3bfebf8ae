namespace Sluice.Sandbox.Faults;

/// <summary>
/// ClickHouse's HTTP interface on another port of 127.0.0.1, where requests can go wrong. While the server is gone, connections are closed
/// without an answer, as the server's own would be.
/// </summary>
public sealed class ClickHouseProxy : IAsyncDisposable
{
    private readonly FaultyDoor _door;

    private ClickHouseProxy(FaultyDoor door, FaultInjector faults)
    {
        _door = door;
        Faults = faults;
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => _door.Endpoint;

    /// <summary>Says which requests go wrong.</summary>
    public FaultInjector Faults { get; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _door.DisposeAsync();

    internal static async Task<ClickHouseProxy> StartAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        var faults = new FaultInjector();
        return new ClickHouseProxy(await FaultyDoor.StartAsync(endpoint, SandboxService.ClickHouse, faults, cancellationToken), faults);
    }
}
