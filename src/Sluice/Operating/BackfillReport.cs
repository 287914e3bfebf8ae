using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>What a backfill did with the objects that it found.</summary>
internal sealed class BackfillReport
{
    private const int RefusedKept = 100;

    private readonly Dictionary<LoadState, long> _known = [];
    private readonly List<UnsentObject> _refused = [];

    /// <summary>Objects under the prefix.</summary>
    public long Listed { get; set; }

    /// <summary>Objects that were, or would be, sent.</summary>
    public long Sent { get; set; }

    /// <summary>Objects left out since they raise no message either: not Parquet by name, or too small.</summary>
    public long Ignored { get; set; }

    /// <summary>Objects left out since they were created before the time that was given.</summary>
    public long Older { get; set; }

    /// <summary>Objects that the ledger knows, by its state.</summary>
    public IReadOnlyDictionary<LoadState, long> Known => _known;

    /// <summary>Objects whose key no table can be told from.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<UnsentObject> Refused => _refused;

    /// <summary>Objects that SQS did not take.</summary>
    public long UnsentCount { get; set; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<UnsentObject> Unsent { get; set; } = [];

    public void Skip(LoadState state) => _known[state] = _known.GetValueOrDefault(state) + 1;

    public void Refuse(UnsentObject refused)
    {
        RefusedCount++;
        if (_refused.Count < RefusedKept)
        {
            _refused.Add(refused);
        }
    }
}
