using System.Globalization;

namespace Sluice.Cli.Hosting.Systemd;

/// <summary>What a service manager says of itself in the environment (sd_notify(3), sd_watchdog_enabled(3)).</summary>
/// <param name="NotifySocket">Path of its socket; a leading @ stands for the abstract namespace. Null when there is no such manager.</param>
/// <param name="Watchdog">How long it waits for a sign of life; null when it does not.</param>
internal sealed record SystemdOptions(string? NotifySocket, TimeSpan? Watchdog)
{
    private const string SocketVariable = "NOTIFY_SOCKET", WatchdogVariable = "WATCHDOG_USEC", WatchedProcessVariable = "WATCHDOG_PID";

    public static SystemdOptions OfEnvironment() => Of(Environment.GetEnvironmentVariable, Environment.ProcessId);

    public static SystemdOptions Of(Func<string, string?> variable, int processId)
    {
        var socket = variable(SocketVariable);

        // The variables are inherited: what is meant for another process may be in ours.
        var isWatched = variable(WatchedProcessVariable) is not { Length: > 0 } watched || watched == processId.ToString(CultureInfo.InvariantCulture);
        var watchdog = isWatched && long.TryParse(variable(WatchdogVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : (TimeSpan?)null;
        return new SystemdOptions(string.IsNullOrEmpty(socket) ? null : socket, watchdog);
    }
}
