using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>One content of an object that is to be unloaded.</summary>
/// <param name="Entry">The ledger's row.</param>
/// <param name="Target">The table that it was loaded into.</param>
/// <param name="Rows">Rows that the table has of it.</param>
internal sealed record UnloadVersion(LedgerEntry Entry, TargetTable Target, long Rows);
