namespace Sluice.Ledger;

/// <summary>What the ledger said when it was asked.</summary>
/// <param name="ServerTime">ClickHouse's clock at that moment: deadlines are in server time, so that no agent's clock matters.</param>
/// <param name="Entries">The current row of each object version that is known.</param>
/// <param name="Taken">Subjects that another attempt has claimed and not let go.</param>
internal sealed record LedgerAnswer(DateTime ServerTime, IReadOnlyDictionary<LoadId, LedgerEntry> Entries, IReadOnlySet<LoadId> Taken)
{
    public LedgerEntry? Find(LoadId id) => Entries.GetValueOrDefault(id);

    /// <summary>The rows of the key's other contents.</summary>
    public IEnumerable<LedgerEntry> OthersOf(string key, LoadId id) => Entries.Values.Where(entry => entry.Key == key && entry.LoadId != id);
}
