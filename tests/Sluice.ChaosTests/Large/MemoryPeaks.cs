using System.Globalization;
using Sluice.ChaosTests.World;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.Large;

/// <summary>The most memory that agent and ClickHouse have held, over all their processes. Linux says so; elsewhere it stays 0.</summary>
internal sealed class MemoryPeaks(AgentRunner agent, ClickHouseServer server, TimeProvider time)
{
    private const string PeakLine = "VmHWM:";
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    /// <summary>The agent's peak in bytes.</summary>
    public long Agent { get; private set; }

    /// <summary>ClickHouse's peak in bytes.</summary>
    public long Server { get; private set; }

    /// <summary>Forgets what ClickHouse has held so far.</summary>
    public static void Reset(ClickHouseServer server)
    {
        if (OperatingSystem.IsLinux() && server.ProcessId is { } id)
        {
            File.WriteAllText($"/proc/{id}/clear_refs", "5");
        }
    }

    /// <summary>Samples until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            Agent = Math.Max(Agent, PeakOf(agent.ProcessId));
            Server = Math.Max(Server, PeakOf(server.ProcessId));
        }
    }

    private static long PeakOf(int? process)
    {
        try
        {
            return process is { } id && File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(PeakLine, StringComparison.Ordinal)) is { } line
                ? long.Parse(line.AsSpan(PeakLine.Length).Trim().TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) << 10
                : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended.
            return 0;
        }
    }
}
