using System.Collections.Immutable;

namespace Sluice.Topology;

/// <summary>What agent and infrastructure agree on, validated.</summary>
/// <param name="Environment">Deployment environment, such as <c>dev</c>.</param>
/// <param name="Account">AWS account that owns the queues, 12 digits.</param>
/// <param name="Region">AWS Region of bucket and queues.</param>
/// <param name="Bucket">Curated bucket.</param>
/// <param name="Domains">The domains, by rank and then by name.</param>
/// <param name="VisibilityTimeout">How long a received message stays hidden.</param>
/// <param name="MessageTimeout">Longest that loading one message may take.</param>
/// <param name="MaxReceiveCount">Deliveries before a message is moved to its dead-letter queue.</param>
public sealed record PipelineTopology(
    string Environment,
    string Account,
    string Region,
    string Bucket,
    ImmutableArray<Domain> Domains,
    TimeSpan VisibilityTimeout,
    TimeSpan MessageTimeout,
    int MaxReceiveCount)
{
    /// <summary>Names of the resources in this environment.</summary>
    public ResourceNames Names { get; } = new(Environment);

    /// <summary>The domain of that name, or null.</summary>
    public Domain? FindDomain(string name) => Domains.FirstOrDefault(domain => domain.Name == name);

    /// <summary>Checks <paramref name="options"/> and fills in the defaults.</summary>
    /// <param name="options">The configuration as written.</param>
    /// <param name="errors">Receives everything that is wrong, not only the first.</param>
    /// <returns>The topology, or null when there were errors.</returns>
    public static PipelineTopology? Resolve(TopologyOptions options, ICollection<ConfigurationError> errors)
    {
        var found = TopologyRules.Check(options);
        foreach (var error in found)
        {
            errors.Add(error);
        }

        return found.Count > 0
            ? null
            : new PipelineTopology(
                options.Environment!,
                options.Account!,
                options.Region!,
                options.Bucket!,
                [.. Named(options).Select(entry => ToDomain(entry.Key, entry.Value))
                    .OrderByDescending(domain => domain.Priority).ThenBy(domain => domain.Name, StringComparer.Ordinal)],
                options.VisibilityTimeout,
                options.MessageTimeout,
                options.MaxReceiveCount);
    }

    /// <summary>The databases that the options' domains load into.</summary>
    public static IReadOnlyCollection<string> DatabasesOf(TopologyOptions options) =>
        [.. Named(options).Select(entry => ToDomain(entry.Key, entry.Value).Database).Distinct().Order(StringComparer.Ordinal)];

    internal static IReadOnlyDictionary<string, DomainOptions> Named(TopologyOptions options) =>
        options.Domains.Count > 0 ? options.Domains : DefaultDomains.Create();

    internal static Domain ToDomain(string name, DomainOptions options) => new(
        name,
        options.Prefix ?? name + "/",
        options.Database ?? name,
        options.Priority,
        options.BatchSizeMin,
        options.BatchSizeMax,
        options.MaxNumberOfMessages,
        options.MemoryMiB * 1024L * 1024L);
}
