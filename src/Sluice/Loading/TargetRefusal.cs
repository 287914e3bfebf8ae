using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>Says why a table takes no objects as it is, with what to do about it.</summary>
internal sealed class TargetRefusal(RowRemover remover, SluiceSettings settings)
{
    /// <summary>The reason when there is no such table.</summary>
    public static string Missing(TableName name) => $"table {name} does not exist, or the agent's user may not see it";

    /// <returns>The reason, or null when it takes them.</returns>
    public async Task<string?> OfAsync(TableName name, TargetTable? target, TableRules rules, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return Missing(name);
        }

        if (target.Distribution?.Fault is { } fault)
        {
            return fault;
        }

        if (rules.Delivery == DeliveryGuarantee.ExactlyOnce && (NotSpreadAlike(target) ?? MissingWindow(target)) is { } missing)
        {
            return missing;
        }

        return rules.OnOverwrite == OverwritePolicy.Replace && await remover.ObstacleAsync(target, ignoreViews: false, cancellationToken) is { } obstacle
            ? $"the rows of overwritten content could not be taken out (onOverwrite: Replace): {obstacle.Reason}; {obstacle.Remedy}"
            : null;
    }

    /// <summary>What only a Distributed table can lack.</summary>
    private string? NotSpreadAlike(TargetTable target) => target switch
    {
        { Distribution: null, Written: [{ Engine: DistributedEngine.Name }, ..] } =>
            $"{target.Name} is Distributed, and the configuration names no cluster: set cluster.name and cluster.shards (docs/cluster.md), or load into the table that it distributes to",
        { Distribution: null } => null,
        { Distribution.NotRepeatable: { } why } => why,
        _ when !target.Has(settings.Loading.ProvenanceColumn) =>
            $"{target.Name} has no column {settings.Loading.ProvenanceColumn}, by which the rows on the shards are counted when one of them was away: run 'sluice prepare {target.Name} --provenance'",
        { Distribution.Shards: var shards } => shards.Select(shard => MissingWindow(target, shard)).FirstOrDefault(missing => missing is not null),
    };

    private static string? MissingWindow(TargetTable target, ShardTable on) => on.Table!.WithoutWindow.ToList() is [var first, ..]
        ? $"{first} on {on.Shard} has no deduplication window and would take a repeated insert twice: run 'sluice prepare {target.Name}', or there ALTER TABLE {first.Quoted} MODIFY SETTING non_replicated_deduplication_window = 1000"
        : null;

    private static string? MissingWindow(TargetTable target)
    {
        if (target.Unseen is [var view, ..])
        {
            return $"{target.Name} feeds {view}, which the agent's user may not see whole, so that nobody knows whether it would count a repeated insert twice: grant SHOW TABLES on it and on the table that it writes to";
        }

        return target.WithoutWindow.ToList() is [var first, ..]
            ? $"{first} has no deduplication window and would take a repeated insert twice: run 'sluice prepare {target.Name}', or ALTER TABLE {first.Quoted} MODIFY SETTING non_replicated_deduplication_window = 1000"
            : null;
    }
}
