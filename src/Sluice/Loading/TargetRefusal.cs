using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>Says why a table takes no objects as it is, with what to do about it.</summary>
internal sealed class TargetRefusal(RowRemover remover)
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

        if (rules.Delivery == DeliveryGuarantee.ExactlyOnce && MissingWindow(target) is { } missing)
        {
            return missing;
        }

        return rules.OnOverwrite == OverwritePolicy.Replace && await remover.ObstacleAsync(target, ignoreViews: false, cancellationToken) is { } obstacle
            ? $"the rows of overwritten content could not be taken out (onOverwrite: Replace): {obstacle}; 'sluice prepare {name} --provenance' adds the column to the target"
            : null;
    }

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
