using System.Runtime.InteropServices;

namespace Sluice.Sandbox.Processes;

/// <summary>The <c>dotnet</c> that runs this program, which need not be the one on the path, if any is.</summary>
internal static class DotnetHost
{
    private const string Name = "dotnet";

    public static string Path { get; } = Find();

    // <root>/shared/Microsoft.NETCore.App/<version>/ lies below the host.
    private static string Find()
    {
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", Name));
        return File.Exists(beside) ? beside : Name;
    }
}
