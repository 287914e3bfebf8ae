using System.Runtime.InteropServices;

namespace Sluice.Sandbox.Processes;

/// <summary>What ties a child process of ours to its parent.</summary>
internal static partial class ParentBond
{
    /// <summary>Leaves the terminal's group, so that Ctrl-C reaches the parent alone, which then stops its children in order.</summary>
    public static void LeaveProcessGroup() => _ = SetProcessGroup(0, 0);

    /// <summary>
    /// Ends this process when its standard input does, that is when the parent closes it or is gone, whatever else it is doing.
    /// </summary>
    public static void ExitAtEndOfInput() => new Thread(WaitAndExit) { IsBackground = true }.Start();

    private static void WaitAndExit()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        ExitAtOnce(0);
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int processId, int groupId);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int code);
}
