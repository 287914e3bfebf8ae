using System.Net;
using System.Net.Sockets;
using Sluice.Configuration;

namespace Sluice.Cli.Hosting;

/// <summary>The addresses that the agent is reached at.</summary>
/// <param name="Monitoring">Where health and metrics are served, or null.</param>
/// <param name="Console">Where the console is served, or null.</param>
internal sealed record Listeners(Listener? Monitoring, Listener? Console)
{
    public IReadOnlyList<Listener> All { get; } = [.. new[] { Monitoring, Console }.OfType<Listener>()];

    /// <exception cref="CliException">One of them cannot be had.</exception>
    public static Listeners Take(SluiceSettings settings) => new(
        Listener.Take("monitoring.listen", settings.Monitoring.Listen), Listener.Take("console.listen", settings.Console.Listen));

    public Socket SocketOf(EndPoint endPoint) => All.Single(listener => listener.EndPoint.Equals(endPoint)).Socket;
}
