using System.Runtime.InteropServices;
using Sluice.Sandbox.Processes;

namespace Sluice.Sandbox;

/// <summary>
/// The child process that is a ClickHouse server: libchdb run as <c>clickhouse local</c>, which listens and then reads its standard
/// input until the parent closes it. One engine fits in one process, hence one process per server.
/// </summary>
internal static unsafe class ClickHouseRole
{
    public const string Name = "clickhouse";

    private const string Query =
        "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT count() FROM file('-', LineAsString) FORMAT Null";

    /// <summary>What the parent passes: the library, then the server's own options.</summary>
    public static int Run(string[] arguments)
    {
        ProcessGroup.Leave();
        _ = ProcessGroup.ExitAfterParentAsync(ProcessGroup.Parent(), TimeProvider.System);
        var library = NativeLibrary.Load(arguments[0]);
        var run = (delegate* unmanaged[Cdecl]<int, byte**, nint>)NativeLibrary.GetExport(library, "chdb_query_cmdline");
        string[] all = [Name, .. arguments[1..], $"--query={Query}"];

        // The engine may keep the vector for as long as it runs, so it is never freed.
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(all.Length + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < all.Length; index++)
        {
            vector[index] = (byte*)Marshal.StringToCoTaskMemUTF8(all[index]);
        }

        return run(all.Length, vector) == 0 ? 1 : 0;
    }
}
