using Sluice.Topology;

namespace Sluice.Watching.Alarms;

/// <summary>One alarm of one domain: its open period, the latest closed ones and its state. Periods begin at whole multiples of their length, as CloudWatch's do.</summary>
internal sealed class DomainAlarm(AlarmRule rule, Domain domain, DateTimeOffset now)
{
    private readonly Queue<double?> _closed = new();
    private PeriodSamples _open = new();
    private DateTimeOffset _openSince = StartOf(rule.Period, now);
    private AlarmState _state = AlarmState.InsufficientData;
    private DateTimeOffset _since = now;

    /// <summary>When the open period ends.</summary>
    public DateTimeOffset PeriodEnd => _openSince + rule.Period;

    public AlarmStatus Status => new(rule.Name, domain.Name, rule.Priority, _state, _since, _open.Statistic(rule.Statistic) ?? _closed.LastOrDefault(), rule.Threshold);

    /// <summary>Adds a value to the open period.</summary>
    public void Add(double value) => _open.Add(value);

    /// <summary>Closes the periods that have ended, and evaluates at each end.</summary>
    /// <returns>What has changed, or null.</returns>
    public AlarmChange? Evaluate(DateTimeOffset now)
    {
        var (before, since) = (_state, _since);

        // So many periods without data leave nothing of what was before.
        var forgotten = AlarmEvaluator.Range(rule) + 1;
        if (now - PeriodEnd > rule.Period * forgotten * 2)
        {
            Close();
            _openSince = StartOf(rule.Period, now) - (rule.Period * forgotten);
        }

        while (PeriodEnd <= now)
        {
            Close();
            _openSince += rule.Period;
            Decide(_closed);
        }

        // A maximum only grows: there is no need to wait for the period's end.
        if (rule.Statistic == "Maximum" && _open.Statistic(rule.Statistic) > rule.Threshold)
        {
            Decide(_closed.Append(_open.Statistic(rule.Statistic)));
        }

        if (_state == before)
        {
            return null;
        }

        _since = now;
        return new AlarmChange(rule, before, since, Status);
    }

    private static DateTimeOffset StartOf(TimeSpan period, DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % period.Ticks), TimeSpan.Zero);

    private void Close()
    {
        _closed.Enqueue(_open.Statistic(rule.Statistic));
        _open = new PeriodSamples();
        if (_closed.Count > AlarmEvaluator.Range(rule))
        {
            _closed.Dequeue();
        }
    }

    private void Decide(IEnumerable<double?> periods) => _state = AlarmEvaluator.Evaluate(rule, periods, _state);
}
