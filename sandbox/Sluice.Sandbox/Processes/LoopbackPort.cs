using System.Net;
using System.Net.Sockets;

namespace Sluice.Sandbox.Processes;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class LoopbackPort
{
    // Below the range from which Linux takes the ports of outgoing connections, so that a server which is
    // stopped and started again finds its port free.
    private const int First = 20000;
    private const int AfterLast = 32000;
    private const int Tries = 100;

    /// <summary>A port for each that is wanted: that one if it is free, or any free one where 0 is wanted.</summary>
    /// <exception cref="SandboxException">A wanted port is taken.</exception>
    public static IReadOnlyList<int> Find(params IReadOnlyList<int> wanted)
    {
        // Held until all are found, so that no two are the same.
        var held = new List<TcpListener>();
        try
        {
            held.AddRange(wanted.Select(port => port == 0 ? HoldAny() : TryHold(port) ?? throw InUse(port)));
            return [.. held.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            held.ForEach(listener => listener.Dispose());
        }
    }

    public static SandboxException InUse(int port, Exception? cause = null) =>
        new($"port {port} is already in use; choose another with --port", cause);

    private static TcpListener HoldAny() =>
        Enumerable.Range(0, Tries).Select(_ => TryHold(Random.Shared.Next(First, AfterLast))).OfType<TcpListener>().FirstOrDefault()
        ?? throw new SandboxException($"No free port was found between {First} and {AfterLast}.");

    private static TcpListener? TryHold(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }
}
