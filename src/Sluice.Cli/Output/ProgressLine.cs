using Sluice.Operating;

namespace Sluice.Cli.Output;

/// <summary>Says on stderr, once a second, how far a long operation is: over the same line on a terminal, else line by line.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const int Width = 100;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly OperationProgress _progress;
    private readonly PeriodicTimer _timer;
    private readonly bool _overwrites = !Console.IsErrorRedirected;
    private readonly Task _showing;

    private ProgressLine(OperationProgress progress, TimeProvider time)
    {
        _progress = progress;
        _timer = new PeriodicTimer(_interval, time);
        _showing = ShowAsync();
    }

    public static ProgressLine Show(OperationProgress progress, TimeProvider time) => new(progress, time);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _showing;
    }

    private async Task ShowAsync()
    {
        var before = "";
        while (await _timer.WaitForNextTickAsync())
        {
            var line = $"{_progress.Objects} {_progress.Unit} · {_progress.Step}";
            if (line != before)
            {
                await Console.Error.WriteAsync(_overwrites ? $"\r{Fit(line)}" : $"{line}{Environment.NewLine}");
                before = line;
            }
        }

        if (_overwrites && before.Length > 0)
        {
            await Console.Error.WriteAsync($"\r{Fit("")}\r");
        }
    }

    private static string Fit(string line) => line.Length > Width ? line[..Width] : line.PadRight(Width);
}
