namespace Sluice.Bench.Ledger;

/// <summary>What was measured with so many entries.</summary>
/// <param name="Entries">Entries of the ledger.</param>
/// <param name="Bytes">Bytes of the table on disk.</param>
/// <param name="Parts">Parts of the table before anything was measured.</param>
/// <param name="Load">Load of the machine then, or null where it does not say.</param>
/// <param name="Operations">What was measured.</param>
internal sealed record LedgerResult(long Entries, long Bytes, int Parts, double? Load, IReadOnlyList<OperationResult> Operations);
