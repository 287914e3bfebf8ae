using Sluice.ChaosTests.Reporting;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>Saves the logs of a run that went wrong from the sandbox's end.</summary>
internal static class KeptLogs
{
    public static void Keep(LocalCloud cloud, string logs)
    {
        var kept = Directory.CreateTempSubdirectory("sluice-chaos-").FullName;
        foreach (var file in Directory.EnumerateFiles(logs).Concat(Directory.EnumerateFiles(Path.Combine(cloud.Directory, "clickhouse"), "*.log")))
        {
            File.Copy(file, Path.Combine(kept, Path.GetFileName(file)));
        }

        RunLog.Say($"The logs of agents, faults and ClickHouse are kept in {kept}");
    }
}
