using System.Globalization;
using Sluice.Watching.Alarms;

namespace Sluice.Watching;

/// <summary>What somebody should look at, a sentence for each.</summary>
internal static class PipelineTroubles
{
    /// <summary>All of them; none when the pipeline is healthy.</summary>
    public static IReadOnlyList<string> Of(PipelineStatus status) =>
    [
        .. status.Agents.Any(agent => agent.IsAlive) ? [] : new[] { "No agent is alive: start one with 'sluice run'." },
        .. status.Agents.Where(agent => agent.IsAlive)
            .SelectMany(agent => agent.Report.OpenSinks.Select(sink => $"{agent.Name} waits for {sink.Key}: {sink.Value.TrimEnd('.')}.")),
        .. status.Domains.SelectMany(domain => domain.Alarms.Where(alarm => alarm.State == AlarmState.Alarm)
            .Select(alarm => string.Create(CultureInfo.InvariantCulture, $"{alarm.Name} ({alarm.Priority}) is on in {alarm.Domain} since {alarm.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."))),
        .. status.Domains.Where(domain => domain.DeadLetters > 0).Select(domain =>
            $"{(domain.DeadLetters == 1 ? "1 message is" : string.Create(CultureInfo.InvariantCulture, $"{domain.DeadLetters:N0} messages are"))} in the dead-letter queue of {domain.Domain.Name}: 'sluice dlq list --domain {domain.Domain.Name}'."),
    ];
}
