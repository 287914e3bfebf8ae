using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Sluice.Configuration;

namespace Sluice.Cli.Hosting.Logs;

/// <summary>The log of <c>sluice run</c>: text for people on stderr, or JSON, an object per line, on stdout.</summary>
internal static class AgentLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Adds it.</summary>
    /// <param name="logging">The host's log.</param>
    /// <param name="telemetry">Metrics on stdout leave the log only stderr; traces give JSON their ids.</param>
    /// <param name="json">JSON instead of text.</param>
    /// <param name="verbose">Whether text has stack traces. JSON always has them.</param>
    public static void AddAgentLog(this ILoggingBuilder logging, TelemetrySettings telemetry, bool json, bool verbose)
    {
        // What the parts say of themselves is not news; a probe's answer says what is wrong, and the log says it once.
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        if (json)
        {
            logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = Timestamp;
                options.IncludeScopes = telemetry.Otlp is not null;
            });
        }
        else
        {
            logging.AddConsole(options => options.FormatterName = LineFormatter.FormatterName);
            logging.AddConsoleFormatter<LineFormatter, LineFormatterOptions>(options =>
            {
                options.IsTerminal = !Console.IsErrorRedirected;
                options.HasColor = options.IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
                options.IsVerbose = verbose;
            });
        }

        if (!json || telemetry.Emf == EmfOutput.Stdout)
        {
            logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        }
    }
}
