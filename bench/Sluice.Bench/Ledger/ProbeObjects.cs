using Sluice.Ledger;

namespace Sluice.Bench.Ledger;

/// <summary>Objects to ask about, other ones each time, so that no question is answered from what the last one read.</summary>
/// <param name="known">Object versions that the ledger knows, in random order.</param>
/// <param name="bucket">Their bucket.</param>
internal sealed class ProbeObjects(IReadOnlyList<ObjectVersion> known, string bucket)
{
    private int _next;

    public string Bucket => bucket;

    /// <summary>Object versions that the ledger knows.</summary>
    public IReadOnlyList<ObjectVersion> Known(int count) => [.. Enumerable.Range(0, count).Select(_ => known[_next++ % known.Count])];

    /// <summary>Objects that the ledger does not know, whose keys lie among those that it knows.</summary>
    public IReadOnlyList<ObjectVersion> Unknown(int count) => [.. Known(count).Select(version =>
    {
        var key = version.Key.Replace(".parquet", $"-{_next++}.parquet", StringComparison.Ordinal);
        return new ObjectVersion(key, LoadId.Of(bucket, key, version.Id.Value));
    })];
}
