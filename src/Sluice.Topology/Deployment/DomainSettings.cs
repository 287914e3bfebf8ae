using System.Text.Json.Nodes;

namespace Sluice.Topology;

/// <summary>A domain as <c>sluice.json</c> writes it.</summary>
public static class DomainSettings
{
    /// <summary>All settings of <see cref="DomainOptions"/>, by their names there.</summary>
    public static JsonObject ToJson(Domain domain) => new()
    {
        ["prefix"] = domain.Prefix,
        ["database"] = domain.Database,
        ["priority"] = $"{domain.Priority}",
        ["batchSizeMin"] = domain.BatchSizeMin,
        ["batchSizeMax"] = domain.BatchSizeMax,
        ["maxNumberOfMessages"] = domain.MaxNumberOfMessages,
        ["memoryMiB"] = domain.MemoryBytes / (1024 * 1024),
    };
}
