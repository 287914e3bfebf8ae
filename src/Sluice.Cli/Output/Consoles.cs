using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Where text for people goes: to stdout, or to stderr when stdout carries JSON.</summary>
internal static class Consoles
{
    // Without a terminal Spectre assumes 80 columns and would break rows and sentences.
    private const int WidthWithoutTerminal = 10_000;

    public static IAnsiConsole ForPeople(bool jsonOnStdout)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(jsonOnStdout ? Console.Error : Console.Out),
        });
        if (jsonOnStdout ? Console.IsErrorRedirected : Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWithoutTerminal;
        }

        return console;
    }

    /// <summary>What the sandbox warns of, to stderr.</summary>
    public static ILoggerFactory Warnings() => LoggerFactory.Create(WarningsOnly);

    /// <summary>Warnings alone, to stderr.</summary>
    public static void WarningsOnly(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddSimpleConsole(options => options.SingleLine = true)
        .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
}
