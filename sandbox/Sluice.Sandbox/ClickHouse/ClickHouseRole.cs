using System.Runtime.InteropServices;
using Sluice.Sandbox.Processes;

namespace Sluice.Sandbox;

/// <summary>
/// The child process that is a ClickHouse server: libchdb run as <c>clickhouse local</c>, which listens for as long as its last query
/// runs. One engine fits in one process, hence one process per server. It ends at once with its standard input: what it has
/// acknowledged is in its files, and nobody waits for the rest.
/// </summary>
internal static unsafe class ClickHouseRole
{
    public const string Name = "clickhouse";

    // The last one never ends. Reading standard input would too, but takes READ ON FILE, which here opens every file of ours
    // to everybody who reaches the port: see ClickHouseConfiguration.
    private const string Query =
        "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; "
        + "SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size = 1, log_queries = 0 FORMAT Null";

    /// <summary>What the parent passes: the library, then the server's own options.</summary>
    public static int Run(string[] arguments)
    {
        ParentBond.LeaveProcessGroup();
        ParentBond.ExitAtEndOfInput();
        var library = NativeLibrary.Load(arguments[0]);
        var run = (delegate* unmanaged[Cdecl]<int, byte**, nint>)NativeLibrary.GetExport(library, "chdb_query_cmdline");
        string[] all = [Name, .. arguments[1..], $"--query={Query}"];

        // The engine may keep the vector for as long as it runs, so it is never freed.
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(all.Length + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < all.Length; index++)
        {
            vector[index] = (byte*)Marshal.StringToCoTaskMemUTF8(all[index]);
        }

        // It comes back only when it could not start; standard error says why.
        _ = run(all.Length, vector);
        return 1;
    }
}
