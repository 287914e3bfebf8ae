using Microsoft.Extensions.Logging;

namespace Sluice.Telemetry;

/// <summary>What the agent says of its metrics. Event ids are stable: 15x.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(150, LogLevel.Information, "ClickHouse does not say how it is doing ({Table}); its gauges are absent until it does: {Reason}")]
    public static partial void ServerHealthUnknown(ILogger logger, string table, string reason);

    [LoggerMessage(151, LogLevel.Warning, "The CloudWatch agent at {Endpoint} takes no metrics; the last {Lines} lines are kept for it, and this is tried again: {Reason}")]
    public static partial void EmfNotTaken(ILogger logger, Uri endpoint, int lines, string reason);

    [LoggerMessage(152, LogLevel.Warning, "The CloudWatch agent at {Endpoint} has taken no metrics for so long that the oldest are dropped")]
    public static partial void EmfDropped(ILogger logger, Uri endpoint);

    [LoggerMessage(154, LogLevel.Warning, "Metrics cannot be written to stdout and are lost until they can: {Reason}")]
    public static partial void EmfNotWritten(ILogger logger, string reason);

    [LoggerMessage(153, LogLevel.Information, "The CloudWatch agent at {Endpoint} takes metrics")]
    public static partial void EmfTaken(ILogger logger, Uri endpoint);
}
