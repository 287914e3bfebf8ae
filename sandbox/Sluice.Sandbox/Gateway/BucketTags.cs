using System.Collections.Immutable;
using Sluice.Sandbox.Provisioning;

namespace Sluice.Sandbox.Gateway;

/// <summary>The tags of the templates' buckets.</summary>
internal sealed class BucketTags
{
    private volatile ImmutableDictionary<string, TemplateBucket> _buckets = ImmutableDictionary<string, TemplateBucket>.Empty;

    /// <summary>From now on these are there.</summary>
    public void Deploy(IEnumerable<TemplateBucket> buckets) => _buckets = buckets.ToImmutableDictionary(bucket => bucket.Name);

    /// <summary>A bucket's tags; none of one that no template has.</summary>
    public ImmutableSortedDictionary<string, string> Of(string bucket) =>
        _buckets.TryGetValue(bucket, out var known) ? known.Tags : ImmutableSortedDictionary<string, string>.Empty;
}
