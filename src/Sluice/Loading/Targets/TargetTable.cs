using System.Collections.Immutable;
using Sluice.Loading.Contract;

namespace Sluice.Loading.Targets;

/// <summary>A target table as the agent needs to know it.</summary>
/// <param name="Name">The table.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Written">Every table that an insert into it writes to, itself first.</param>
/// <param name="Unseen">Materialized views, or tables behind them, that this user may not see.</param>
internal sealed record TargetTable(
    TableName Name, ImmutableArray<TableColumn> Columns, ImmutableArray<WrittenTable> Written, ImmutableArray<TableName> Unseen)
{
    /// <summary>How its rows are spread over the cluster's shards; null where they are on one server. What is written then is what each shard has.</summary>
    public Distribution? Distribution { get; init; }

    /// <summary>Tables that nobody loads into, since rows come to them through this one.</summary>
    public IEnumerable<TableName> Behind => Written.Select(table => table.Name).Where(name => name != Name);

    /// <summary>Tables that would take the same block twice.</summary>
    public IEnumerable<TableName> WithoutWindow => Written.Where(table => table.DeduplicationWindow == 0).Select(table => table.Name);

    /// <summary>What the block numbers of a written table are kept under: of a Distributed one there are some for each shard.</summary>
    public IEnumerable<string> BlockKeysOf(WrittenTable table) => Distribution is null
        ? [table.Name.ToString()]
        : Distribution.Shards.Where(shard => shard.Table?.Written.Any(own => own.Name == table.Name) ?? false)
            .Select(shard => Distribution.KeyOf(table.Name, shard.Shard.Number));

    public bool Has(string column) => Columns.Any(own => own.Name == column);
}
