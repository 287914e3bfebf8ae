using System.Text.Json.Nodes;
using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Tests;

/// <summary>The templates of one environment.</summary>
public sealed class SynthesizedPipeline
{
    private const string Suffix = ".template.json";

    internal SynthesizedPipeline(InfraConfiguration configuration, string directory)
    {
        Configuration = configuration;
        Stacks = Directory.GetFiles(directory, $"*{Suffix}").ToDictionary(file => Path.GetFileName(file)[..^Suffix.Length], CloudTemplate.Load);
        Manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "manifest.json")))!;
    }

    public PipelineTopology Topology => Configuration.Topology;

    /// <summary>The templates by the names of their stacks.</summary>
    public IReadOnlyDictionary<string, CloudTemplate> Stacks { get; }

    public IEnumerable<CloudTemplate> Templates => Stacks.Values;

    public CloudTemplate Keys => Part("keys");

    public CloudTemplate Storage => Part("storage");

    public CloudTemplate Ingest => Part("ingest");

    public CloudTemplate Identity => Part("identity");

    public CloudTemplate Watch => Part("watch");

    /// <summary>What the CDK CLI deploys from.</summary>
    public JsonNode Manifest { get; }

    internal InfraConfiguration Configuration { get; }

    /// <summary>What the manifest says of the stack.</summary>
    public JsonNode Artifact(string part) => Manifest["artifacts"]![StackName(part)]!;

    public string StackName(string part) => $"{Topology.Environment}-sluice-{part}";

    private CloudTemplate Part(string part) => Stacks[StackName(part)];
}
