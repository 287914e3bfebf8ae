using Sluice.Configuration;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>Says why a table takes no objects as it is, with what to do about it.</summary>
internal static class TargetRefusal
{
    /// <returns>The reason, or null when it takes them.</returns>
    public static async Task<string?> OfAsync(
        LoadProtocol protocol, TableName name, TargetTable? target, TableRules rules, CancellationToken cancellationToken)
    {
        if (target is null)
        {
            return $"table {name} does not exist, or the agent's user may not see it";
        }

        if (rules.Delivery == DeliveryGuarantee.ExactlyOnce && MissingWindow(target) is { } missing)
        {
            return missing;
        }

        return rules.OnOverwrite == OverwritePolicy.Replace && await protocol.Remover.WithoutProvenanceAsync(target, cancellationToken) is [var table, ..]
            ? $"{table} has no column {protocol.Settings.Loading.ProvenanceColumn}, without which the rows of overwritten content cannot be taken out (onOverwrite: Replace): sluice prepare {target.Name} --provenance adds it to the target; a table behind a materialized view must get it from the view"
            : null;
    }

    private static string? MissingWindow(TargetTable target)
    {
        if (target.Unseen is [var view, ..])
        {
            return $"{target.Name} feeds {view}, which the agent's user may not see whole, so that nobody knows whether it would count a repeated insert twice: grant SHOW TABLES on it and on the table that it writes to";
        }

        return target.WithoutWindow.ToList() is [var first, ..]
            ? $"{first} has no deduplication window and would take a repeated insert twice: run sluice prepare {target.Name}, or ALTER TABLE {first.Quoted} MODIFY SETTING non_replicated_deduplication_window = 1000"
            : null;
    }
}
