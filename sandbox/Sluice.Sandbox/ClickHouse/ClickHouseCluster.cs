using System.Xml.Linq;

namespace Sluice.Sandbox;

/// <summary>The servers of a sandbox as a cluster, each a shard of its own.</summary>
/// <param name="TcpPorts">Ports of their native interfaces, in the order of the shards.</param>
/// <param name="Secret">By which they trust one another, so that a user is the same on each.</param>
internal sealed record ClickHouseCluster(IReadOnlyList<int> TcpPorts, string Secret)
{
    /// <summary>The configuration's <c>remote_servers</c>.</summary>
    public XElement ToXml() => new(
        "remote_servers",
        new XElement(
            LocalCloud.ClusterName,
            new XElement("secret", Secret),
            TcpPorts.Select(port => new XElement(
                "shard",
                new XElement("internal_replication", true),
                new XElement("replica", new XElement("host", "127.0.0.1"), new XElement("port", port))))));
}
