using Sluice.Watching;

namespace Sluice.Cli.Output;

/// <summary>The answer of <c>sluice status --json</c>. People script against its keys.</summary>
internal static class StatusAnswer
{
    public static object Of(PipelineStatus status) => new
    {
        status.At,
        IsHealthy = PipelineTroubles.Of(status).Count == 0,
        Troubles = PipelineTroubles.Of(status),
        Domains = status.Domains.Select(domain => new
        {
            Domain = domain.Domain.Name,
            LoadedLastHour = domain.Loaded,
            RowsLastHour = domain.Rows,
            FailedLastHour = domain.Failed,
            LatencyP50Ms = domain.LatencyP50?.TotalMilliseconds,
            LatencyP95Ms = domain.LatencyP95?.TotalMilliseconds,
            domain.QueueDepth,
            OldestSeconds = domain.OldestAge?.TotalSeconds,
            domain.InFlight,
            domain.DeadLetters,
            Alarms = domain.Alarms.Select(alarm => new { alarm.Name, alarm.Priority, alarm.State, alarm.Since, alarm.Value, alarm.Threshold }),
        }),
        Agents = status.Agents.Select(agent => new
        {
            agent.Name,
            agent.Version,
            agent.IsAlive,
            agent.StartedAt,
            agent.LastSeen,
            agent.Report.HasEnded,
            agent.Report.Concurrency,
            agent.Report.InHand,
            agent.Report.MemoryBytes,
            agent.Report.OpenSinks,
            agent.Report.CredentialsExpireAt,
        }),
    };
}
