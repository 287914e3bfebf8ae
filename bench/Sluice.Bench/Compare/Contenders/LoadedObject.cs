namespace Sluice.Bench.Compare.Contenders;

/// <summary>What the agent's log says of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="QueuedMs">From the message's sending until it was received.</param>
/// <param name="LoadMs">Until its rows were in the table and the ledger said so.</param>
/// <param name="SettleMs">Until its message was deleted.</param>
internal sealed record LoadedObject(string Key, long QueuedMs, long LoadMs, long SettleMs);
