using System.Diagnostics;

namespace Sluice.Sandbox.Processes;

/// <summary>The program that the sandbox is part of, started again as one of the sandbox's child processes.</summary>
public static class SandboxProgram
{
    private const string Marker = "sandbox-role";

    /// <summary>Plays the role that the sandbox started this process for.</summary>
    /// <param name="arguments">The process's arguments.</param>
    /// <returns>The exit code, or null when the process was not started by the sandbox.</returns>
    public static int? Play(string[] arguments) => arguments is [Marker, ClickHouseRole.Name, .. var rest] ? ClickHouseRole.Run(rest) : null;

    internal static ProcessStartInfo StartInfo(string role, params IEnumerable<string> arguments)
    {
        // An assembly in a single file has no path. The file then is a program that calls Play.
        var assembly = typeof(SandboxProgram).Assembly.Location;
        return assembly.Length > 0
            ? new ProcessStartInfo(DotnetHost.Path, ["exec", assembly, Marker, role, .. arguments])
            : new ProcessStartInfo(Environment.ProcessPath!, [Marker, role, .. arguments]);
    }
}
