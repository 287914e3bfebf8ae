namespace Sluice.Ledger;

/// <summary>What the ledger said when it was asked.</summary>
/// <param name="ServerTime">ClickHouse's clock at that moment: deadlines are in server time, so that no agent's clock matters.</param>
/// <param name="ServerVersion">ClickHouse's version.</param>
/// <param name="Entries">The current row of each object version that is known.</param>
/// <param name="Claims">Claims that other attempts hold.</param>
/// <param name="ClaimedUntil">Server time until which this attempt's own claims hold.</param>
/// <param name="Uptime">How long ClickHouse has run, in whole seconds.</param>
internal sealed record LedgerAnswer(
    DateTime ServerTime,
    string ServerVersion,
    IReadOnlyDictionary<LoadId, LedgerEntry> Entries,
    IReadOnlyList<HeldClaim> Claims,
    DateTime ClaimedUntil,
    TimeSpan Uptime = default)
{
    /// <summary>When the server was started, at the latest.</summary>
    public DateTime ServerStarted => ServerTime - Uptime;

    public LedgerEntry? Find(LoadId id) => Entries.GetValueOrDefault(id);

    /// <summary>The rows of the key's other contents.</summary>
    public IEnumerable<LedgerEntry> OthersOf(string key, LoadId id) => Entries.Values.Where(entry => entry.Key == key && entry.LoadId != id);
}
