using System.Collections.Concurrent;
using Sluice.Receiving;
using Sluice.Topology;
using Sluice.Watching.Alarms;

namespace Sluice.Watching;

/// <summary>Looks at the whole pipeline: what was loaded in the last hour, what waits, who works.</summary>
internal sealed class PipelineWatch(LoadFigures figures, AgentDirectory agents, QueueDepthReader depths, PipelineTopology topology, TimeProvider time)
{
    // Pages look as often as something is loaded; SQS is not to be asked as often.
    private static readonly TimeSpan _keptFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Domain, (long At, QueueDepth? Depth, int? DeadLetters)> _queues = new();

    // Whoever looks at the pipeline is not to wait for an SQS that does not answer.
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    /// <summary>How it is doing now.</summary>
    /// <exception cref="ClickHouse.Driver.ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<PipelineStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var minute = now.UtcDateTime.AddTicks(-(now.UtcTicks % TimeSpan.TicksPerMinute));
        var ask = Task.WhenAll(topology.Domains.Select(domain => LookAsync(domain, cancellationToken)));
        var known = await agents.ListAsync(cancellationToken);
        var hours = await figures.OfHourAsync(minute, cancellationToken);
        var living = known.Where(agent => agent.IsAlive).ToList();
        var queues = await ask;
        return new PipelineStatus(
            now,
            [.. topology.Domains.Zip(queues, (domain, queue) => StatusOf(domain, now, hours.GetValueOrDefault(domain.Name) ?? Quiet(minute), queue, living))],
            known);
    }

    /// <summary>How many messages are in a domain's load queue, or null when SQS may not be asked or does not answer.</summary>
    public Task<QueueDepth?> DepthAsync(Domain domain, CancellationToken cancellationToken) =>
        AskAsync(token => depths.ReadAsync(domain, token), cancellationToken);

    /// <summary>How many messages are in a domain's dead-letter queue, or null when SQS may not be asked or does not answer.</summary>
    public Task<int?> DeadLettersAsync(Domain domain, CancellationToken cancellationToken) =>
        AskAsync(token => depths.CountDeadLettersAsync(domain, token), cancellationToken);

    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : struct
    {
        using var limit = new CancellationTokenSource(_longestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(either.Token);
        }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: the permission is optional (R14)
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private async Task<(QueueDepth? Depth, int? DeadLetters)> LookAsync(Domain domain, CancellationToken cancellationToken)
    {
        if (_queues.TryGetValue(domain, out var kept) && time.GetElapsedTime(kept.At) < _keptFor)
        {
            return (kept.Depth, kept.DeadLetters);
        }

        var (asked, counted) = (DepthAsync(domain, cancellationToken), DeadLettersAsync(domain, cancellationToken));
        var (depth, deadLetters) = (await asked, await counted);
        _queues[domain] = (time.GetTimestamp(), depth, deadLetters);
        return (depth, deadLetters);
    }

    private static DomainStatus StatusOf(Domain domain, DateTimeOffset now, HourFigures hour, (QueueDepth? Depth, int? DeadLetters) queue, List<AgentStatus> living) => new()
    {
        Domain = domain,
        Minutes = hour.Minutes,
        Loaded = hour.Loaded,
        Rows = hour.Rows,
        Failed = hour.Failed,
        LatencyP50 = hour.LatencyP50,
        LatencyP95 = hour.LatencyP95,
        QueueDepth = queue.Depth?.Waiting,
        InFlight = queue.Depth?.InFlight ?? (living.Count > 0 ? living.Sum(agent => agent.Report.InHand.GetValueOrDefault(domain.Name)) : (long?)null),
        OldestAge = queue.Depth?.Waiting > 0 ? now - hour.LastQueuedAt : null,
        DeadLetters = queue.DeadLetters,
        Alarms = WorstOf(living.SelectMany(agent => agent.Report.Alarms).Where(alarm => alarm.Domain == domain.Name)),
    };

    /// <summary>Each agent evaluates what it sees: of several the worst counts, and of those that agree the one that says so longest.</summary>
    internal static IReadOnlyList<AlarmStatus> WorstOf(IEnumerable<AlarmStatus> alarms) =>
    [
        .. alarms.GroupBy(alarm => alarm.Name)
            .Select(reports => reports.OrderByDescending(alarm => alarm.State).ThenBy(alarm => alarm.Since).First())
            .OrderBy(alarm => alarm.Priority).ThenBy(alarm => alarm.Name, StringComparer.Ordinal),
    ];

    private static HourFigures Quiet(DateTime minute) => new(LoadFigures.Filled(minute, []), 0, 0, 0, null, null, null);
}
