using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Says each step as it happens. (<see cref="Progress{T}"/> would say it later, on another thread.)</summary>
internal sealed class Steps(IAnsiConsole console) : IProgress<string>
{
    private readonly Lock _gate = new();

    public void Report(string value)
    {
        lock (_gate)
        {
            console.WriteLine(value);
        }
    }
}
