using System.Text.Json.Nodes;
using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Tests;

/// <summary>The templates of one environment.</summary>
public sealed class SynthesizedPipeline
{
    internal SynthesizedPipeline(InfraConfiguration configuration, string directory)
    {
        Topology = configuration.Topology;
        Storage = Load(directory, "storage");
        Ingest = Load(directory, "ingest");
        Identity = Load(directory, "identity");
        Manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "manifest.json")))!;
    }

    public PipelineTopology Topology { get; }

    public CloudTemplate Storage { get; }

    public CloudTemplate Ingest { get; }

    public CloudTemplate Identity { get; }

    /// <summary>What the CDK CLI deploys from.</summary>
    public JsonNode Manifest { get; }

    public IEnumerable<CloudTemplate> Templates => [Storage, Ingest, Identity];

    private CloudTemplate Load(string directory, string part) =>
        CloudTemplate.Load(Path.Combine(directory, $"{Topology.Environment}-sluice-{part}.template.json"));
}
