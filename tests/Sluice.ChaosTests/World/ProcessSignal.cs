using System.Runtime.InteropServices;

namespace Sluice.ChaosTests.World;

/// <summary>Signals that .NET cannot send.</summary>
internal static partial class ProcessSignal
{
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>SIGSTOP.</summary>
    public static void Suspend(int processId) => _ = Kill(processId, Stop);

    /// <summary>SIGCONT.</summary>
    public static void Resume(int processId) => _ = Kill(processId, Continue);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
