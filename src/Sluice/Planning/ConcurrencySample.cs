using Sluice.Loading.ClickHouse;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>What was seen since the last look.</summary>
/// <param name="IsBacklogged">Whether more than <see cref="PipelineLimits.DepthToScale"/> messages wait while every worker is at work.</param>
/// <param name="Done">What was loaded under the limit as it is.</param>
/// <param name="IsStrained">Whether ClickHouse has as much to do as it takes.</param>
internal sealed record ConcurrencySample(bool IsBacklogged, LoadedWork Done, bool IsStrained)
{
    // Of a limit beyond which ClickHouse refuses.
    private const double Share = 0.8;

    // Half of parts_to_delay_insert's default: from there on an insert is made to wait.
    private const long ManyParts = 500;

    /// <summary>Whether a server has as much to do as it takes. What it does not tell counts as no.</summary>
    public static bool Strains(ServerHealth health) =>
        health.Load is { DelayedInserts: > 0 }
        || health.Parts?.Values.Any(parts => parts.MostOfPartition >= ManyParts) == true
        || (health is { Load: { } load, Limits: { } limits } && (IsNear(load.MemoryBytes, limits.MemoryBytes) || IsNear(load.Queries, limits.Queries)));

    private static bool IsNear(long value, long limit) => limit > 0 && value >= Share * limit;
}
