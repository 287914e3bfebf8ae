namespace Sluice.Ledger;

/// <summary>What the ledger is asked about: a key, and one content that it had.</summary>
internal readonly record struct ObjectVersion(string Key, LoadId Id);
