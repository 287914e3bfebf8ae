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
    /// <summary>Tables that would take the same block twice.</summary>
    public IEnumerable<TableName> WithoutWindow => Written.Where(table => table.DeduplicationWindow == 0).Select(table => table.Name);

    public bool Has(string column) => Columns.Any(own => own.Name == column);
}
