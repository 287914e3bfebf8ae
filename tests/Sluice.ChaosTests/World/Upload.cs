namespace Sluice.ChaosTests.World;

/// <summary>Content that was put under a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Source">The content.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
internal sealed record Upload(string Key, SourceObject Source, string ETag)
{
    /// <summary>Set when the key has been given other content since.</summary>
    public bool IsOverwritten { get; set; }
}
