namespace Sluice.Bench.Ledger;

/// <summary>How long an operation on ten objects takes.</summary>
/// <param name="Name">The operation.</param>
/// <param name="P50Ms">Half of the runs took no longer.</param>
/// <param name="P95Ms">95 % of the runs took no longer.</param>
/// <param name="P99Ms">99 % of the runs took no longer.</param>
/// <param name="LookUp">What the look-up in it costs the server; null where nothing is looked up.</param>
internal sealed record OperationResult(string Name, double P50Ms, double P95Ms, double P99Ms, LookUpCost? LookUp);
