using System.Diagnostics;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary><c>sluice run</c> as a process that is started again whenever it has ended, as a supervisor would.</summary>
internal sealed class AgentRunner(LocalCloud cloud, string configPath, string logPath, TimeProvider time)
{
    private static readonly TimeSpan _restartPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _stopPatience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Lock _logGate = new();
    private Process? _process;
    private bool _killed;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>How often it ended without having been killed.</summary>
    public int Crashes { get; private set; }

    /// <summary>The process, or null between two.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate)
            {
                return _process?.Id;
            }
        }
    }

    /// <summary>Keeps one running until told to stop, then stops it in order.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var process = Start();
            try
            {
                await process.WaitForExitAsync(stop);
                Note(process);
                await Task.Delay(_restartPause, time, stop);
            }
            catch (OperationCanceledException)
            {
                await StopAsync(process);
            }
        }
    }

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        var process = await StrikeAsync(process =>
        {
            _killed = true;
            process.Kill();
        });
        await Exited(process);
    }

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    public async Task SuspendAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var suspended = await StrikeAsync(process => ProcessSignal.Suspend(process.Id));
        try
        {
            await Task.Delay(length, time, cancellationToken);
        }
        finally
        {
            // Unless another fault has killed it since.
            Strike(process => ProcessSignal.Resume(process.Id), only: suspended);
        }
    }

    /// <summary>Strikes the process; between two, waits for the next.</summary>
    private async Task<Process> StrikeAsync(Action<Process> strike)
    {
        while (true)
        {
            if (Strike(strike) is { } struck)
            {
                return struck;
            }

            await Task.Delay(_restartPause, time);
        }
    }

    private Process? Strike(Action<Process> strike, Process? only = null)
    {
        lock (_gate)
        {
            if (_process is { } process && (only is null || only == process))
            {
                strike(process);
            }

            return _process;
        }
    }

    private static async Task Exited(Process process)
    {
        try
        {
            await process.WaitForExitAsync();
        }
        catch (InvalidOperationException)
        {
            // Its runner has seen the end already and let go of it.
        }
    }

    private Process Start()
    {
        var info = new ProcessStartInfo(
            Environment.ProcessPath is { } self && Path.GetFileNameWithoutExtension(self) == "dotnet" ? self : "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"), "run", "--config", configPath, "--json", "--until-stdin-ends"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The diagnostics pipes in the temporary directory would outlive a process that is killed.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var variable in info.Environment.Keys.Where(key => key.StartsWith("SLUICE__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            info.Environment.Remove(variable);
        }

        var process = Process.Start(info) ?? throw new ChaosException("The agent could not be started.");
        cloud.Adopt(process.Id);
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        lock (_gate)
        {
            (_process, _killed) = (process, false);
            Starts++;
        }

        return process;
    }

    private void Note(Process process)
    {
        Forget(process);
        Crashes += _killed ? 0 : 1;
        Write($"-- ended with {process.ExitCode}{(_killed ? ", killed" : " by itself")}");
    }

    private async Task StopAsync(Process process)
    {
        ProcessSignal.Resume(process.Id);
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(_stopPatience, time);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        Forget(process);
    }

    private void Forget(Process process)
    {
        cloud.Disown(process.Id);
        lock (_gate)
        {
            _process = null;
        }
    }

    private void Write(string? line)
    {
        if (!string.IsNullOrEmpty(line))
        {
            lock (_logGate)
            {
                File.AppendAllText(logPath, line + "\n");
            }
        }
    }
}
