using System.Diagnostics;
using Sluice.Sandbox;

namespace Sluice.Cli.Demo;

/// <summary><c>sluice run</c> as a process of its own: what the demo shows is the agent as it runs in production.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly LocalCloud _cloud;
    private volatile string _lastWords = "it said nothing";

    private AgentProcess(Process process, LocalCloud cloud)
    {
        _process = process;
        _cloud = cloud;
    }

    /// <summary>Id of its process.</summary>
    public int Id => _process.Id;

    /// <summary>Set while the agent runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Why it ended, as far as it said.</summary>
    public string LastWords => _lastWords;

    /// <summary>Most memory that it has had so far, in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts the agent on the sandbox's configuration.</summary>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="onLine">Takes each line of its log, on another thread.</param>
    public static AgentProcess Start(LocalCloud cloud, Action<AgentLine> onLine) => Start(cloud, cloud.ConfigPath, onLine);

    /// <summary>Starts the agent on another configuration.</summary>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="configPath">The configuration.</param>
    /// <param name="onLine">Takes each line of its log, on another thread.</param>
    public static AgentProcess Start(LocalCloud cloud, string configPath, Action<AgentLine> onLine)
    {
        var process = Process.Start(StartInfo(configPath)) ?? throw new CliException(ExitCodes.Failure, "The agent could not be started.");
        cloud.Adopt(process.Id);
        var agent = new AgentProcess(process, cloud);
        process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is { } text && AgentLine.TryParse(text) is { } line)
            {
                onLine(line);
            }
        };
        process.ErrorDataReceived += (_, e) => agent._lastWords = string.IsNullOrWhiteSpace(e.Data) ? agent._lastWords : e.Data;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return agent;
    }

    /// <summary>Stops it as a supervisor would, by ending its input, and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
            _cloud.Disown(_process.Id);
        }
    }

    private static ProcessStartInfo StartInfo(string configPath)
    {
        var self = Environment.ProcessPath!;
        var info = new ProcessStartInfo(self)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The sandbox's configuration is its file alone, whatever is configured around the demo.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("SLUICE_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            info.Environment.Remove(name);
        }

        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{typeof(AgentProcess).Assembly.GetName().Name}.dll"));
        }

        foreach (var argument in new[] { "run", "--config", configPath, "--json", "--until-stdin-ends" })
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }
}
