using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>A table that the ledger says objects were loaded into.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rule">What its rows can say.</param>
/// <param name="Why">Why they cannot say more, for people; empty when they can.</param>
/// <param name="KeepsRows">Whether rows stay as they were inserted, so that a total can be compared.</param>
/// <param name="LedgerRows">Rows of the objects that the ledger says are loaded into it.</param>
internal sealed record AuditedTable(TableName Name, RowsRule Rule, string Why, bool KeepsRows, ulong LedgerRows);
