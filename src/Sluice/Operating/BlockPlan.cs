using Sluice.Loading;

namespace Sluice.Operating;

/// <summary>Whether an object goes into its table as one block, or by way of a staging table.</summary>
/// <param name="UncompressedBytes">Its data.</param>
/// <param name="MaxBlockBytes">Largest block (<c>loading.maxBlockMiB</c>).</param>
/// <param name="EstimatedMemoryBytes">Memory that one block of it would take.</param>
/// <param name="MaxMemoryBytes">Its domain's budget (<c>memoryMiB</c>).</param>
internal sealed record BlockPlan(long UncompressedBytes, long MaxBlockBytes, long EstimatedMemoryBytes, long MaxMemoryBytes)
{
    /// <summary>True when one block would be too large, or take too much memory.</summary>
    public bool IsStaged => UncompressedBytes > MemoryEstimate.MaxBlockBytes(MaxBlockBytes, MaxMemoryBytes);

    /// <summary>The plan of an object.</summary>
    public static BlockPlan Of(long uncompressedBytes, long maxBlockBytes, long maxMemoryBytes) =>
        new(uncompressedBytes, maxBlockBytes, MemoryEstimate.BytesOf(uncompressedBytes), maxMemoryBytes);
}
