using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>An object whose rows are not as the ledger says.</summary>
/// <param name="Table">Where the rows are, or should be.</param>
/// <param name="State">The ledger's state when they were counted; null when it does not know the object.</param>
/// <param name="Found">Rows in the table.</param>
internal readonly record struct RowDifference(TableName Table, LoadState? State, ulong Found);
