namespace Sluice.Ledger;

/// <summary>An object whose rows might be taken for another's.</summary>
internal sealed record LedgerTwin(LoadId Id, string Key, string ETag);
