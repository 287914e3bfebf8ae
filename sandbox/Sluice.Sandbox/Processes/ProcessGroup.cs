using System.Runtime.InteropServices;

namespace Sluice.Sandbox.Processes;

/// <summary>What a child does about the process group and the parent that it was started from.</summary>
internal static partial class ProcessGroup
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(4);

    /// <summary>Leaves the terminal's group, so that Ctrl-C reaches the parent alone, which then stops its children in order.</summary>
    public static void Leave() => _ = SetProcessGroup(0, 0);

    /// <summary>Ends this process without ceremony when its parent has gone and an orderly end has not come within the grace.</summary>
    public static async Task ExitAfterParentAsync(int parent, TimeProvider time)
    {
        while (GetParent() == parent)
        {
            await Task.Delay(PollInterval, time);
        }

        await Task.Delay(ShutdownGrace, time);
        ExitAtOnce(1);
    }

    public static int Parent() => GetParent();

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int processId, int groupId);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int code);
}
