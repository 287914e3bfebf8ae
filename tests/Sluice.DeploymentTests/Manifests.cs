namespace Sluice.DeploymentTests;

/// <summary>What a chart renders.</summary>
internal sealed class Manifests(IEnumerable<object> all)
{
    /// <summary>The kinds that are not Kubernetes' own, with the fields that the chart may use of them.</summary>
    public static Dictionary<string, Type> CustomTypes { get; } = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(CustomResource),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(CustomResource),
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(CustomResource),
    };

    public IReadOnlyList<object> All { get; } = [.. all];

    public T One<T>() => All.OfType<T>().ShouldHaveSingleItem();

    public Dictionary<string, object> Spec(string kind) => All.OfType<CustomResource>().Single(each => each.Kind == kind).Spec;
}
