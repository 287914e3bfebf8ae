using System.Diagnostics;

namespace Sluice.Sandbox.Processes;

/// <summary>A process that lives no longer than its parent: it ends when its standard input does.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan _defaultStopGrace = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly Reaper? _reaper;
    private readonly TimeSpan _stopGrace;
    private readonly TaskCompletionSource<string?> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _lastErrorLine;

    private ChildProcess(Process process, Reaper? reaper, TimeSpan stopGrace)
    {
        _process = process;
        _reaper = reaper;
        _stopGrace = stopGrace;
        Id = process.Id;
    }

    public int Id { get; }

    public StreamWriter Input => _process.StandardInput;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last line that it wrote to standard error: usually why it died.</summary>
    public string? LastErrorLine => _lastErrorLine;

    /// <summary>Its first line of standard output, or null when that ended without one.</summary>
    public Task<string?> FirstLine => _firstLine.Task;

    /// <summary>Starts it.</summary>
    /// <param name="info">What; its streams are the parent's.</param>
    /// <param name="reaper">Who ends it when the parent cannot.</param>
    /// <param name="stopGrace">How long it may take to end in order before it is killed; 8 s unless told.</param>
    public static ChildProcess Start(ProcessStartInfo info, Reaper? reaper = null, TimeSpan? stopGrace = null)
    {
        info.UseShellExecute = false;
        info.RedirectStandardInput = true;
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        var process = Process.Start(info) ?? throw new SandboxException($"{info.FileName} could not be started.");
        var child = new ChildProcess(process, reaper, stopGrace ?? _defaultStopGrace);
        reaper?.Watch(child.Id);
        child.Listen();
        return child;
    }

    /// <summary>Waits for its end and for the last of its output.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Ends the child as a crash would: <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _reaper?.Forget(Id);
    }

    /// <summary>Lets the child end in order; kills it when it takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            await CloseInputAsync();
            using var grace = new CancellationTokenSource(_stopGrace);
            try
            {
                await _process.WaitForExitAsync(grace.Token);
                _reaper?.Forget(Id);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }
    }

    private async Task CloseInputAsync()
    {
        try
        {
            await _process.StandardInput.DisposeAsync();
        }
        catch (IOException)
        {
            // The child is gone already and its pipe with it.
        }
    }

    private void Listen()
    {
        _process.OutputDataReceived += (_, line) => _firstLine.TrySetResult(line.Data);
        _process.ErrorDataReceived += (_, line) => _lastErrorLine = SaysSomething(line.Data) ? line.Data!.Trim() : _lastErrorLine;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // The lines of a stack trace come after the message that people can use.
    private static bool SaysSomething(string? line) =>
        !string.IsNullOrWhiteSpace(line) && !line.StartsWith("   at ", StringComparison.Ordinal);
}
