using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sluice.Bench.Compare.World;

/// <summary>What Linux says of a process, and the signals that .NET cannot send.</summary>
internal static partial class ProcessFigures
{
    private const string PeakLine = "VmHWM:";
    private const string ForgetPeak = "5";
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Processor time of all its threads so far, in user mode and in the kernel.</summary>
    public static TimeSpan Cpu(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    /// <summary>Most resident memory in bytes since the start, or since <see cref="ResetPeak"/>.</summary>
    public static long PeakBytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(PeakLine, StringComparison.Ordinal));
        return long.Parse(line[PeakLine.Length..^2].Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Makes the present memory the peak.</summary>
    public static void ResetPeak(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", ForgetPeak);

    /// <summary>SIGSTOP.</summary>
    public static void Suspend(int processId) => _ = Kill(processId, Stop);

    /// <summary>SIGCONT.</summary>
    public static void Resume(int processId) => _ = Kill(processId, Continue);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
