using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>The attributes of a metric's value.</summary>
/// <param name="environment">The deployment environment.</param>
/// <param name="domain">The domain, where it is of one.</param>
internal readonly struct AttributeList(string environment, Domain? domain = null)
{
    private readonly KeyValuePair<string, object?>[] _common = domain is null
        ? [new(SluiceDiagnostics.EnvironmentAttribute, environment)]
        : [new(SluiceDiagnostics.EnvironmentAttribute, environment), new(SluiceDiagnostics.DomainAttribute, domain.Name)];

    /// <summary>These and more; one without a value is left out.</summary>
    public KeyValuePair<string, object?>[] Of(params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var all = new List<KeyValuePair<string, object?>>(_common);
        foreach (var (name, value) in more)
        {
            if (value is not null)
            {
                all.Add(new(name, value));
            }
        }

        return [.. all];
    }
}
