using System.Runtime.InteropServices;

namespace Sluice.Sandbox.Processes;

/// <summary>The <c>dotnet</c> that runs this program, which need not be the one on the path, if any is. A program that is a single file brings none: then it is the path's.</summary>
internal static class DotnetHost
{
    private const string Name = "dotnet";

    public static string Path { get; } = Find();

    // <root>/shared/Microsoft.NETCore.App/<version>/ lies below the host.
    private static string Find()
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(runtime, "..", "..", "..", Name));
        return System.IO.Path.IsPathFullyQualified(runtime) && File.Exists(beside) ? beside : Name;
    }
}
