using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>
/// What waits for a worker, by table. A batch is made when a worker is free for it: of all that has gathered by then, up to the limits. A table with less than that waits a moment for more, but
/// only while its queue is known to have more. Whose batch comes next is <see cref="FairShare"/>'s to say; within a domain the table goes first that has waited longest.
/// </summary>
/// <remarks>Not safe for several threads: <see cref="BatchSource"/> is.</remarks>
/// <param name="limits">Limits of a batch.</param>
/// <param name="sharing">Of which tables objects share an INSERT.</param>
internal sealed class LoadQueue(BatchLimits limits, InsertSharing sharing)
{
    private readonly FairShare _shares = new();
    private readonly Dictionary<Domain, List<TableQueue>> _tables = [];
    private readonly HashSet<Domain> _expected = [];

    /// <summary>Objects that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether some queue is known to have more than was received.</summary>
    public bool IsMoreExpected => _expected.Count > 0;

    /// <summary>Adds what a receive brought.</summary>
    /// <param name="requests">The objects.</param>
    /// <param name="now">The time.</param>
    public void Add(IEnumerable<LoadRequest> requests, DateTimeOffset now)
    {
        foreach (var request in requests)
        {
            if (!_tables.TryGetValue(request.Domain, out var tables))
            {
                _tables[request.Domain] = tables = [];
            }

            if (tables.Count == 0)
            {
                _shares.Arrive(request.Domain);
            }

            if (tables.Find(table => table.Takes(request)) is not { } table)
            {
                tables.Add(table = new TableQueue(request, limits, sharing));
            }

            table.Add(request, now);
            Count++;
        }
    }

    /// <summary>Says whether the domain's queue has more than was received: a receive that came back full says so.</summary>
    public void Expect(Domain domain, bool isMoreExpected)
    {
        if (isMoreExpected)
        {
            _expected.Add(domain);
        }
        else
        {
            _expected.Remove(domain);
        }
    }

    /// <summary>Makes the next batch, if one is ripe.</summary>
    /// <param name="now">The time.</param>
    /// <param name="drains">Whether nothing more comes, so that nothing lingers.</param>
    public LoadBatch? TryTake(DateTimeOffset now, bool drains)
    {
        var ripe = _tables
            .SelectMany(domain => domain.Value.Where(table => drains || RipeAt(domain.Key, table) <= now))
            .GroupBy(table => table.Domain)
            .ToDictionary(domain => domain.Key, domain => domain.MinBy(table => table.Since)!);
        if (ripe.Count == 0)
        {
            return null;
        }

        var next = _shares.Next(ripe.Keys);
        var batch = new LoadBatch(ripe[next].Take());
        _shares.Charge(next, FairShare.WorkOf(batch));
        Count -= batch.Requests.Count;
        if (ripe[next].IsEmpty)
        {
            _tables[next].Remove(ripe[next]);
        }

        return batch;
    }

    /// <summary>When the next batch is ripe, or null when nothing waits.</summary>
    public DateTimeOffset? NextRipe() => _tables.SelectMany(domain => domain.Value.Select(table => (DateTimeOffset?)RipeAt(domain.Key, table))).Min();

    private DateTimeOffset RipeAt(Domain domain, TableQueue table) =>
        table.IsFull || !_expected.Contains(domain) ? DateTimeOffset.MinValue : table.Since + limits.Linger;
}
