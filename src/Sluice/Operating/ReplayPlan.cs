using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>What a replay would do, by the ledger's states.</summary>
/// <param name="Sendable">Objects to put into their queues, by state.</param>
/// <param name="Loaded">Objects that are loaded: sending them again would do nothing.</param>
/// <param name="InDoubt">Objects that a person must decide about first.</param>
internal sealed record ReplayPlan(IReadOnlyDictionary<LoadState, long> Sendable, long Loaded, long InDoubt)
{
    public long Total => Sendable.Values.Sum();
}
