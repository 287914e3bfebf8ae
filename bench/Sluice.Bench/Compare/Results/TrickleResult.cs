namespace Sluice.Bench.Compare.Results;

/// <summary>What it takes when objects come one by one.</summary>
/// <param name="Objects">Number of objects.</param>
/// <param name="Queryable">From the start of the upload until the rows can be queried.</param>
/// <param name="Stages">The specification's stages that are the agent's (R2), by name.</param>
internal sealed record TrickleResult(int Objects, Percentiles Queryable, IReadOnlyList<TrickleStage> Stages);
