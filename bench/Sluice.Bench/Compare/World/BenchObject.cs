namespace Sluice.Bench.Compare.World;

/// <summary>An object in S3.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BenchObject(string Key, string ETag, long Bytes);
