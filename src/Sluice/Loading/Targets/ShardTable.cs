using Sluice.Loading.ClickHouse;

namespace Sluice.Loading.Targets;

/// <summary>A shard's table of a <c>Distributed</c> one.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Table">The table there, with what is behind its materialized views; null when there is none.</param>
internal sealed record ShardTable(Shard Shard, TargetTable? Table);
