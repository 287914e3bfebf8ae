using Microsoft.Extensions.Logging.Console;

namespace Sluice.Cli.Hosting.Logs;

/// <summary>How <see cref="LineFormatter"/> writes.</summary>
internal sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>Whether somebody reads along: the time of day is enough then. Elsewhere it is the date as well.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>Whether levels are coloured.</summary>
    public bool HasColor { get; set; }

    /// <summary>Whether an exception is written with where it came from.</summary>
    public bool IsVerbose { get; set; }
}
