namespace Sluice.Bench.Compare;

/// <summary>How often a workload is loaded.</summary>
/// <param name="WarmUps">Rounds that are not measured; the naive loader takes part in the last of them.</param>
/// <param name="Measured">Rounds that are.</param>
/// <param name="Slow">Measured rounds, the first ones, in which the naive loader takes part too.</param>
internal sealed record RoundPlan(int WarmUps, int Measured, int Slow);
