using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Sluice.Cli.Hosting.Logs;

/// <summary>The log for people: a line each of time (UTC), level where it is not information, and message.</summary>
internal sealed class LineFormatter(IOptions<LineFormatterOptions> options, TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    private const string Reset = "\e[0m", Dim = "\e[2m", Yellow = "\e[33m", Red = "\e[31m";

    private readonly LineFormatterOptions _options = options.Value;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var format = _options.IsTerminal ? "HH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.fffZ";
        textWriter.Write(Colored(Dim, time.GetUtcNow().ToString(format, CultureInfo.InvariantCulture)));
        textWriter.Write(' ');
        var (level, color) = Level(logEntry.LogLevel);
        if (level.Length > 0)
        {
            textWriter.Write(Colored(color, level));
            textWriter.Write(' ');
        }

        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.WriteLine(_options.IsVerbose || logEntry.Exception is null ? OneLine(message) : $"{OneLine(message)} {OneLine(logEntry.Exception.Message)}");
        if (_options.IsVerbose && logEntry.Exception is { } exception)
        {
            textWriter.WriteLine(exception);
        }
    }

    private static (string Text, string Color) Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => ("debug", Dim),
        LogLevel.Warning => ("warning", Yellow),
        LogLevel.Error or LogLevel.Critical => ("error", Red),
        _ => ("", ""),
    };

    private string Colored(string color, string text) => _options.HasColor ? $"{color}{text}{Reset}" : text;

    // What somebody else said may have lines of its own, and could otherwise look like a line of ours.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
