using System.Text.Json.Nodes;

namespace Sluice.Topology;

/// <summary>A topology as <c>sluice.json</c> writes it.</summary>
public static class TopologySettings
{
    /// <summary>All settings of <see cref="TopologyOptions"/> but <c>infrastructure</c>, by their names there.</summary>
    public static JsonObject ToJson(PipelineTopology topology) => new()
    {
        ["environment"] = topology.Environment,
        ["account"] = topology.Account,
        ["region"] = topology.Region,
        ["bucket"] = topology.Bucket,
        ["domains"] = new JsonObject(topology.Domains.Select(domain => KeyValuePair.Create(domain.Name, (JsonNode?)DomainSettings.ToJson(domain)))),
        ["visibilityTimeout"] = $"{topology.VisibilityTimeout:c}",
        ["messageTimeout"] = $"{topology.MessageTimeout:c}",
        ["maxReceiveCount"] = topology.MaxReceiveCount,
    };
}
