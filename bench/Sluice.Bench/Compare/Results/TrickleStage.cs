namespace Sluice.Bench.Compare.Results;

/// <summary>A stage of an object's way.</summary>
/// <param name="Name">Its name in the specification.</param>
/// <param name="LimitMs">What the specification allows it, in ms.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record TrickleStage(string Name, double LimitMs, Percentiles Duration);
