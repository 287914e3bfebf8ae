using System.Collections.Frozen;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Watching.Alarms;

/// <summary>
/// Evaluates the alarms of R11 in this process, by <see cref="AlarmRules"/>, of which CloudWatch's are made too. It knows what this agent loads and what SQS says of the queues.
/// </summary>
internal sealed class AlarmMonitor(PipelineTopology topology, TimeProvider time, ILogger<AlarmMonitor> logger)
    : BackgroundService, ISettlementObserver, IQueueDepthObserver, IAlarmSource
{
    private readonly Lock _gate = new();
    private readonly FrozenDictionary<(string Domain, string Metric), DomainAlarm> _alarms = topology.Domains
        .SelectMany(domain => AlarmRules.All.Select(rule => KeyValuePair.Create((domain.Name, rule.Metric), new DomainAlarm(rule, domain, time.GetUtcNow()))))
        .ToFrozenDictionary();

    /// <inheritdoc />
    public event Action<AlarmStatus>? Changed;

    /// <inheritdoc />
    public IReadOnlyList<AlarmStatus> Current
    {
        get
        {
            lock (_gate)
            {
                return [.. from domain in topology.Domains from rule in AlarmRules.All select _alarms[(domain.Name, rule.Metric)].Status];
            }
        }
    }

    /// <inheritdoc />
    public void Settled(SettledAttempt attempt)
    {
        var domain = attempt.Delivery.Domain.Name;
        double? percentFailed = AttemptResult.IsFailure(attempt.Outcome) is { } isFailure ? (isFailure ? 100 : 0) : null;
        Measure(
            (domain, PipelineMetrics.ErrorRate, percentFailed),
            (domain, PipelineMetrics.ProcessingLatency, AttemptResult.LatencyOf(attempt)?.TotalSeconds));
    }

    /// <inheritdoc />
    public void Measured(Domain domain, QueueDepth? depth) => Measure((domain.Name, PipelineMetrics.QueueDepth, depth?.Waiting));

    /// <inheritdoc />
    public void DeadLettersCounted(Domain domain, int? count) => Measure((domain.Name, PipelineMetrics.DlqCount, count));

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // A period may have ended since.
            var left = NextEnd() - time.GetUtcNow();
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stoppingToken);
            EvaluateAll();
        }
    }

    private DateTimeOffset NextEnd()
    {
        lock (_gate)
        {
            return _alarms.Values.Min(alarm => alarm.PeriodEnd);
        }
    }

    /// <summary>Puts values into the periods that are open now.</summary>
    private void Measure(params ReadOnlySpan<(string Domain, string Metric, double? Value)> values)
    {
        var changes = new List<AlarmChange>();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var (domain, metric, value) in values)
            {
                if (value is { } known && _alarms.TryGetValue((domain, metric), out var alarm))
                {
                    Evaluate(alarm, now, changes);
                    alarm.Add(known);
                    Evaluate(alarm, now, changes);
                }
            }
        }

        Tell(changes);
    }

    /// <summary>Closes the periods that have ended.</summary>
    internal void EvaluateAll()
    {
        var changes = new List<AlarmChange>();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var alarm in _alarms.Values)
            {
                Evaluate(alarm, now, changes);
            }
        }

        Tell(changes);
    }

    private static void Evaluate(DomainAlarm alarm, DateTimeOffset now, List<AlarmChange> changes)
    {
        if (alarm.Evaluate(now) is { } change)
        {
            changes.Add(change);
        }
    }

    private void Tell(List<AlarmChange> changes)
    {
        foreach (var (rule, before, since, now) in changes)
        {
            if (now.State == AlarmState.Alarm)
            {
                var level = now.Priority == AlarmPriority.P0 ? LogLevel.Error : LogLevel.Warning;
                PipelineLog.AlarmOn(
                    logger, level, now.Name, now.Domain, now.Priority, rule.Metric, now.Value ?? 0, now.Threshold, rule.DatapointsToAlarm, rule.EvaluationPeriods, rule.Period.TotalMinutes);
            }
            else if (before == AlarmState.Alarm)
            {
                PipelineLog.AlarmOver(logger, now.Name, now.Domain, now.Priority, now.Since - since);
            }

            Changed?.Invoke(now);
        }
    }
}
