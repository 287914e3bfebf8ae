using Sluice.Ledger;

namespace Sluice.Watching;

/// <summary>A page of objects.</summary>
/// <param name="Items">The objects, the latest first.</param>
/// <param name="Total">How many there are on all pages.</param>
internal sealed record ObjectSearchPage(IReadOnlyList<LedgerLine> Items, long Total);
