using System.Diagnostics;
using System.Text;

namespace Sluice.IntegrationTests.Cli;

/// <summary><c>sluice</c> as a process of its own, as a user starts it.</summary>
internal sealed class SluiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SluiceProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static SluiceProcess Start(params string[] arguments) => Start(new Dictionary<string, string?>(), arguments);

    public static SluiceProcess Start(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.ArgumentList.Add("exec");
        info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"));
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var sluice = new SluiceProcess(Process.Start(info)!);
        sluice._process.OutputDataReceived += (_, e) => sluice.Take(sluice._output, e.Data);
        sluice._process.ErrorDataReceived += (_, e) => sluice.Take(sluice._error, e.Data);
        sluice._process.BeginOutputReadLine();
        sluice._process.BeginErrorReadLine();
        return sluice;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var sluice = Start(arguments);
        await sluice.EndAsync();
        return (sluice.ExitCode, sluice.Output, sluice.Error);
    }

    /// <summary>Waits until it has written the text to stdout or stderr.</summary>
    public Task SaysAsync(string text) =>
        UntilAsync(() => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal), $"saying \"{text}\"");

    /// <summary>Waits until it has written so many lines to stdout, and gives all that are there. What it said on stderr says nothing about stdout: those are two pipes.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(int count)
    {
        string[] lines = [];
        await UntilAsync(() => (lines = Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Length >= count, $"writing {count} lines to stdout");
        return lines;
    }

    /// <summary>Waits until it has ended and everything it wrote is read.</summary>
    public async Task EndAsync()
    {
        using var limit = Limit();
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>Sends a signal, by the name that <c>kill</c> knows.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The processes that it has started, and theirs.</summary>
    public IReadOnlyList<int> Descendants()
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id)))
            .ToLookup(process => process.Parent, process => process.Id);
        return [.. Below(Id)];

        IEnumerable<int> Below(int id) => parents[id].SelectMany(child => Below(child).Prepend(child));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // It alone: what it has started ends by itself, and the reaper of its sandbox has yet to remove the directory.
            var started = Descendants();
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            await GoneAsync(started);
        }

        _process.Dispose();
    }

    private async Task UntilAsync(Func<bool> isSo, string what)
    {
        using var limit = Limit();
        while (true)
        {
            Task news;
            lock (_gate)
            {
                news = _news.Task;
            }

            var hasEnded = _process.HasExited;
            if (hasEnded)
            {
                // The last of what it wrote may not be read yet.
                await _process.WaitForExitAsync(limit.Token);
            }

            if (isSo())
            {
                return;
            }

            if (hasEnded)
            {
                throw new InvalidOperationException($"It ended with {_process.ExitCode} without {what}:\n{Output}\n{Error}");
            }

            await Task.WhenAny(news, _process.WaitForExitAsync(limit.Token));
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task GoneAsync(IReadOnlyList<int> processes)
    {
        using var limit = new CancellationTokenSource(_deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (processes.Any(id => StatOf(id)[0] is not ("X" or "Z")))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static int ParentOf(int id) => int.Parse(StatOf(id)[1]);

    /// <summary>State and parent of a process and what follows; one that is gone is dead, and nobody's child.</summary>
    private static string[] StatOf(int id)
    {
        try
        {
            // "pid (name, which may hold spaces and brackets) state ppid …"
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return ["X", "-1"];
        }
    }

    private static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        return limit;
    }

    private void Take(StringBuilder to, string? line)
    {
        lock (_gate)
        {
            if (line is not null)
            {
                to.AppendLine(line);
            }

            _news.SetResult();
            _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private string Read(StringBuilder from)
    {
        lock (_gate)
        {
            return from.ToString();
        }
    }
}
