using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>An object as a listing of its bucket shows it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="LastModified">When it was created, in UTC.</param>
internal sealed record ListedObject(string Key, string ETag, long Bytes, DateTime LastModified)
{
    /// <summary>Whether its creation raises a message: the domain's rule looks at the end of the key and at the size (R6).</summary>
    public bool IsAnnounced => ObjectRule.Takes(Key, Bytes);

    /// <summary>Why the agent would refuse its message for the key alone, or null (R7).</summary>
    public string? Refusal(Domain domain) => ObjectKey.TryParse(domain, Key, out var reason) is null ? reason : null;
}
