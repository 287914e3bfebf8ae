using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Sluice.Cli.Hosting;

/// <summary>An address that the agent is reached at. It is taken before anything else is started, so that nothing is received when somebody else has it.</summary>
internal sealed class Listener
{
    private Listener(Socket socket, string scheme)
    {
        Socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        Url = new UriBuilder(scheme, HostOf(EndPoint.Address), EndPoint.Port).Uri;
    }

    public Socket Socket { get; }

    /// <summary>Where it listens, with its real port.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The same for people of this machine.</summary>
    public Uri Url { get; }

    /// <summary>Takes an address.</summary>
    /// <param name="setting">Name of the setting, for people.</param>
    /// <param name="address">The address; null listens nowhere.</param>
    /// <exception cref="CliException">It cannot be had.</exception>
    public static Listener? Take(string setting, Uri? address)
    {
        if (address is null)
        {
            return null;
        }

        try
        {
            var host = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host.Trim('[', ']'));
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(host, address.Port));

            // Only listening is refused where another listens already.
            socket.Listen();
            return new Listener(socket, address.Scheme);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new CliException(
                ExitCodes.Unavailable,
                $"{setting} is {address.GetLeftPart(UriPartial.Authority)}, which cannot be listened on: {e.Message}. Choose another address or port (port 0 takes any that is free), or end what listens there.",
                e);
        }
    }

    private static string HostOf(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "localhost" : $"{address}";
}
