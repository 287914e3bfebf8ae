using System.Globalization;

namespace Sluice.Topology;

/// <summary>Which objects raise a message: what a domain's EventBridge rule takes (specification, S3 Event Pattern; R6).</summary>
public static class ObjectRule
{
    /// <summary>What the rule asks of a key, as EventBridge writes it: an array of prefix and suffix would mean either of them.</summary>
    /// <param name="domain">The rule's domain.</param>
    public static string KeyWildcard(Domain domain) => $"{domain.Prefix}*{PipelineLimits.KeySuffix}";

    /// <summary>The domain whose prefix the key has, or null.</summary>
    /// <param name="domains">The domains.</param>
    /// <param name="key">Key of an object.</param>
    public static Domain? DomainOf(IEnumerable<Domain> domains, string key) =>
        domains.FirstOrDefault(domain => key.StartsWith(domain.Prefix, StringComparison.Ordinal));

    /// <summary>Whether the rule takes an object of the domain's prefix.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="bytes">Its size.</param>
    public static bool Takes(string key, long bytes) => HasSuffix(key) && bytes > PipelineLimits.MinObjectBytesExclusive;

    /// <summary>Which part of the rule refuses an object, or null when it is taken.</summary>
    /// <param name="domains">The domains.</param>
    /// <param name="key">Its key.</param>
    /// <param name="bytes">Its size, or null when it is not known, which then refuses nothing.</param>
    public static string? Refusal(IReadOnlyCollection<Domain> domains, string key, long? bytes)
    {
        if (DomainOf(domains, key) is null)
        {
            return $"in no domain: the key begins with none of {string.Join(", ", domains.Select(domain => domain.Prefix))}";
        }

        if (!HasSuffix(key))
        {
            return $"wrong suffix: the rule takes keys that end in {PipelineLimits.KeySuffix}, in lower case";
        }

        return bytes <= PipelineLimits.MinObjectBytesExclusive
            ? string.Create(CultureInfo.InvariantCulture, $"too small: {bytes:N0} bytes, the rule takes more than {PipelineLimits.MinObjectBytesExclusive:N0}")
            : null;
    }

    private static bool HasSuffix(string key) => key.EndsWith(PipelineLimits.KeySuffix, StringComparison.Ordinal);
}
