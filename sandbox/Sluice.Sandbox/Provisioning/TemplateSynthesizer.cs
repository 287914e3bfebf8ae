using System.ComponentModel;
using System.Diagnostics;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Runs the CDK app, so that the sandbox is made from what would be deployed.</summary>
internal static class TemplateSynthesizer
{
    private const int OldestNode = 20;

    /// <summary>Writes the templates.</summary>
    /// <param name="configPath">The <c>sluice.json</c> to make them from.</param>
    /// <param name="outputDirectory">Where to.</param>
    /// <param name="reaper">Ends the app should we crash.</param>
    /// <param name="cancellationToken">Ends the app.</param>
    /// <exception cref="SandboxException">Node.js is missing or too old, or the app failed.</exception>
    public static async Task SynthesizeAsync(
        string configPath, string outputDirectory, Reaper reaper, CancellationToken cancellationToken)
    {
        if (outputDirectory.Any(char.IsWhiteSpace))
        {
            throw new SandboxException($"The CDK app cannot work in {outputDirectory}, whose name has a space: set TMPDIR to a directory without one.");
        }

        await RequireNodeAsync(cancellationToken);
        var app = StartApp(StartInfo(configPath, outputDirectory), reaper);
        await using (app)
        {
            try
            {
                await app.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await app.KillAsync();
                throw;
            }

            if (app.ExitCode != 0)
            {
                throw new SandboxException($"The CDK app could not write the templates: {app.LastErrorLine ?? $"it ended with {app.ExitCode}"}");
            }
        }
    }

    private static ChildProcess StartApp(ProcessStartInfo info, Reaper reaper)
    {
        try
        {
            return ChildProcess.Start(info, reaper);
        }
        catch (Win32Exception)
        {
            throw new SandboxException(
                "The .NET 10 runtime is needed for the CDK app, and 'dotnet' is not on the PATH: install it from https://dotnet.microsoft.com/download/dotnet/10.0");
        }
    }

    private static ProcessStartInfo StartInfo(string configPath, string outputDirectory)
    {
        var info = new ProcessStartInfo(DotnetHost.Path, ["exec", SandboxParts.CdkApp]) { WorkingDirectory = outputDirectory };

        // The sandbox's configuration is its file alone, whatever the agent around it is configured with.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsOurs))
        {
            info.Environment.Remove(name);
        }

        info.Environment["CDK_OUTDIR"] = outputDirectory;
        info.Environment["SLUICE_CONFIG"] = configPath;

        // What a killed app leaves goes with the sandbox.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["TMPDIR"] = Path.GetDirectoryName(configPath);
        return info;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("SLUICE_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("CDK_", StringComparison.Ordinal);

    private static async Task RequireNodeAsync(CancellationToken cancellationToken)
    {
        var version = await NodeVersionAsync(cancellationToken);
        if (version?.Major is not >= OldestNode)
        {
            throw new SandboxException(
                $"Node.js {OldestNode} or newer is needed for the CDK app, and {(version is null ? "there is none" : $"this is {version}")}: "
                + "install it from https://nodejs.org or your package manager.");
        }
    }

    private static async Task<Version?> NodeVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var node = ChildProcess.Start(new ProcessStartInfo("node", ["--version"]));
            var line = await node.FirstLine.WaitAsync(cancellationToken);
            return Version.TryParse(line?.TrimStart('v'), out var version) ? version : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
