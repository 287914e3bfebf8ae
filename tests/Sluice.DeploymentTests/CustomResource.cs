using k8s.Models;

namespace Sluice.DeploymentTests;

/// <summary>A resource of somebody's own kind.</summary>
public sealed class CustomResource
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public Dictionary<string, object> Spec { get; set; } = [];
}
