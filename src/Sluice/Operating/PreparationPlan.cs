using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>Decides what a table needs before it can be loaded exactly once.</summary>
/// <param name="Window">Blocks that each table is to remember.</param>
/// <param name="ProvenanceColumn">Column to add to the target, or null when none was asked for.</param>
internal sealed record PreparationPlan(long Window, string? ProvenanceColumn)
{
    private const string MergeTree = "MergeTree";

    /// <summary>The steps of a table, none of them taken.</summary>
    public TablePreparation Of(TargetTable target) => target.Distribution is { } distribution ? Of(target, distribution) : new(
        target.Name.ToString(),
        [
            .. target.Written.Select(WindowStep),
            .. target.Unseen.Select(UnseenStep),
            .. ProvenanceColumn is { } column ? [ProvenanceStep(target, column)] : Array.Empty<PreparationStep>(),
        ]);

    /// <summary>The steps of every shard, and then of the Distributed table itself.</summary>
    private TablePreparation Of(TargetTable target, Distribution distribution)
    {
        string?[] faults = [distribution.Fault, distribution.NotRepeatable];
        return new(
            target.Name.ToString(),
            [
                .. faults.OfType<string>().Select(fault => new PreparationStep(target.Name.ToString(), StepStatus.Impossible, fault)),
                .. distribution.Shards.Where(shard => shard.Table is not null).SelectMany(shard => Of(shard.Table!).Steps.Select(step => step with
                {
                    Subject = $"{step.Subject} on {shard.Shard}", Shard = shard.Shard.Number,
                })),
                .. ProvenanceColumn is { } column && distribution.Fault is null ? [ProvenanceStep(target, column)] : Array.Empty<PreparationStep>(),
            ]);
    }

    private PreparationStep WindowStep(WrittenTable table)
    {
        var name = table.Name.ToString();
        return table switch
        {
            _ when !table.Engine.EndsWith(MergeTree, StringComparison.Ordinal) => new(name, StepStatus.Impossible, WithoutWindow(table)),
            { DeduplicationWindow: 0 } when IsReplicated(table) => new(
                name, StepStatus.Impossible, "is replicated, and its replicated_deduplication_window is 0: take that setting back, which ClickHouse made for a reason"),
            _ when IsReplicated(table) => new(name, StepStatus.Fine, "is replicated and has a deduplication window of its own accord"),
            _ when table.DeduplicationWindow < Window => new(
                name, StepStatus.Needed, $"deduplication window {Window} instead of {Has(table)}", TableStatements.SetWindow(table.Name, Window)),
            _ => new(name, StepStatus.Fine, $"deduplication window {table.DeduplicationWindow}"),
        };
    }

    private static string Has(WrittenTable table) => table.DeduplicationWindow == 0 ? "none" : $"{table.DeduplicationWindow}";

    private static bool IsReplicated(WrittenTable table) =>
        table.Engine.StartsWith("Replicated", StringComparison.Ordinal) || table.Engine.StartsWith("Shared", StringComparison.Ordinal);

    private static string WithoutWindow(WrittenTable table) => table.Engine switch
    {
        "Distributed" => "engine Distributed passes rows on and remembers no blocks: name its cluster in the configuration (docs/cluster.md), or load into the table that it distributes to, and prepare that one",
        "Null" => "engine Null keeps nothing and remembers no blocks: load into a MergeTree table, and let the views read that one",
        var engine => $"engine {engine} remembers no blocks, so that a repeated insert would count twice: use a MergeTree table",
    };

    private static PreparationStep UnseenStep(TableName view) => new(
        view.ToString(),
        StepStatus.Impossible,
        "is a materialized view, and this user may not see it or the table that it writes to: grant SHOW TABLES and SHOW COLUMNS on both, or name another --clickhouse-user");

    private static PreparationStep ProvenanceStep(TargetTable target, string column) => target.Columns.FirstOrDefault(own => own.Name == column) switch
    {
        { IsComputed: true } => new(
            target.Name.ToString(), StepStatus.Impossible, $"column {column} is computed, so that no load id can be written to it: drop it, or configure another loading.provenanceColumn"),
        { } own when !IsText(own.Type) => new(
            target.Name.ToString(), StepStatus.Impossible, $"column {column} is {own.Type} and must be String: drop it, or configure another loading.provenanceColumn"),
        not null => new(target.Name.ToString(), StepStatus.Fine, $"provenance column {column}"),
        null when !target.Written[0].Engine.EndsWith(MergeTree, StringComparison.Ordinal) => new(
            target.Name.ToString(), StepStatus.Impossible, $"engine {target.Written[0].Engine} gets no provenance column"),
        null => new(target.Name.ToString(), StepStatus.Needed, $"provenance column {column}", TableStatements.AddProvenance(target.Name, column)),
    };

    private static bool IsText(string type) => type is "String" or "LowCardinality(String)";
}
