namespace Sluice.Bench.Compare.Results;

/// <summary>Objects a second with a small and with a large ledger, one after the other.</summary>
/// <param name="Few">Entries of the small one.</param>
/// <param name="WithFew">Objects a second with it.</param>
/// <param name="Many">Entries of the large one.</param>
/// <param name="WithMany">Objects a second with it.</param>
internal sealed record LedgerRates(long Few, double WithFew, long Many, double WithMany);
