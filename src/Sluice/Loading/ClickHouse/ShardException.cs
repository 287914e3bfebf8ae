namespace Sluice.Loading.ClickHouse;

/// <summary>A shard of the cluster cannot be reached. Tables that are on the agent's own server alone go on.</summary>
internal sealed class ShardException(Shard shard, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>Which.</summary>
    public string Shard { get; } = shard.ToString();
}
