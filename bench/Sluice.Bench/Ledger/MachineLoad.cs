using System.Globalization;

namespace Sluice.Bench.Ledger;

/// <summary>How busy the machine is, without which no duration means anything.</summary>
internal static class MachineLoad
{
    private const string Source = "/proc/loadavg";

    /// <summary>Average number of running threads of the last minute; null where the system does not say.</summary>
    public static double? Now() =>
        File.Exists(Source) ? double.Parse(File.ReadAllText(Source).Split(' ')[0], CultureInfo.InvariantCulture) : null;
}
