namespace Sluice.Ledger;

/// <summary>What the ledger said when it was asked.</summary>
/// <param name="ServerTime">ClickHouse's clock at that moment: deadlines are in server time, so that no agent's clock matters.</param>
/// <param name="Entries">The current row of each object version that is known.</param>
internal sealed record LedgerAnswer(DateTime ServerTime, IReadOnlyDictionary<LoadId, LedgerEntry> Entries)
{
    public LedgerEntry? Find(LoadId id) => Entries.GetValueOrDefault(id);
}
