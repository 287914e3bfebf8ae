namespace Sluice.Configuration;

/// <summary>
/// The ClickHouse cluster whose <c>Distributed</c> tables objects are loaded into. Default: none, and <c>Distributed</c> tables are refused. Either both settings or none.
/// </summary>
public sealed class ClusterOptions
{
    /// <summary>Name of the cluster in ClickHouse's <c>remote_servers</c>. Default: none.</summary>
    public string? Name { get; set; }

    /// <summary>
    /// HTTP interface of one server of each shard, by the shard's number in <c>system.clusters</c>: from 1, without gaps. The agent logs in with the same user and
    /// password as at <c>clickHouse.endpoint</c>.
    /// </summary>
    public Dictionary<string, string> Shards { get; set; } = [];
}
