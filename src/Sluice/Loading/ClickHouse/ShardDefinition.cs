namespace Sluice.Loading.ClickHouse;

/// <summary>A shard as ClickHouse's configuration has it.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Weight">Its share of the rows.</param>
/// <param name="ReplicatesItself">Whether rows are sent to one replica, and the tables pass them on (<c>internal_replication</c>).</param>
/// <param name="Replicas">How many servers it has.</param>
internal sealed record ShardDefinition(long Number, long Weight, bool ReplicatesItself, long Replicas);
