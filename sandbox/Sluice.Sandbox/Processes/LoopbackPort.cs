using System.Net;
using System.Net.Sockets;

namespace Sluice.Sandbox.Processes;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class LoopbackPort
{
    // Below the range from which Linux and macOS take the ports of outgoing connections, so that a server
    // which is stopped and started again finds its port free.
    private const int First = 20000;
    private const int AfterLast = 32000;

    /// <summary>The wanted port if it is free, or any free one when it is 0.</summary>
    /// <exception cref="SandboxException">The wanted port is taken.</exception>
    public static int Reserve(int wanted)
    {
        if (wanted != 0)
        {
            return IsFree(wanted) ? wanted : throw InUse(wanted);
        }

        return Enumerable.Range(0, 100)
            .Select(_ => Random.Shared.Next(First, AfterLast))
            .First(IsFree);
    }

    public static SandboxException InUse(int port, Exception? cause = null) =>
        new($"port {port} is already in use; choose another with --port", cause);

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
