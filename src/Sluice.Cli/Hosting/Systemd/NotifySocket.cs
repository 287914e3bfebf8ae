using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Sluice.Telemetry;

namespace Sluice.Cli.Hosting.Systemd;

/// <summary>The socket that systemd, or another service manager with its protocol (sd_notify), is told the agent's state by.</summary>
internal sealed class NotifySocket(string path, ILogger<NotifySocket> logger)
{
    // A manager that does not read must not hold the agent up.
    private const int SendMilliseconds = 5000;

    private bool _isUnheard;

    /// <summary>Tells it. A manager that does not hear is no reason to stop.</summary>
    /// <param name="state">Lines such as <c>READY=1</c>.</param>
    public void Tell(string state)
    {
        try
        {
            // Not kept open: systemd makes the socket anew when it executes itself again.
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = SendMilliseconds };
            socket.Connect(new UnixDomainSocketEndPoint(path.StartsWith('@') ? $"\0{path[1..]}" : path));
            socket.Send(Encoding.UTF8.GetBytes(state));
            _isUnheard = false;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            if (!_isUnheard)
            {
                _isUnheard = true;
                PipelineLog.ServiceManagerUnheard(logger, path, e.Message);
            }
        }
    }
}
