using Sluice.Admitting;
using Sluice.Configuration;

namespace Sluice.Planning;

/// <summary>How much makes a batch that is worth an INSERT by itself.</summary>
/// <param name="Objects">Most objects of a batch.</param>
/// <param name="FileBytes">Most bytes of their files, about those of one block. A single object may be larger.</param>
/// <param name="Linger">How long a batch that is not full waits for more while more is expected.</param>
internal sealed record BatchLimits(int Objects, long FileBytes, TimeSpan Linger)
{
    // Parquet files of tables are about a quarter of what their footers call uncompressed. A batch that turns out larger becomes several blocks.
    private const int CompressionRatio = 4;

    public static BatchLimits Of(SluiceSettings settings) => new(
        settings.Pipeline.MaxBatchObjects, ((long)settings.Loading.MaxBlockMiB << 20) / CompressionRatio, settings.Pipeline.BatchLinger);

    /// <summary>Places that a message takes of the <see cref="Objects"/> of a batch: 1 for a small object, all of them for one that fills a batch.</summary>
    public int PlacesOf(long? fileSize) => (int)Math.Clamp(((fileSize ?? 0) * Objects) / FileBytes, 1, Objects);

    /// <summary>Whether these and one more would be too much for a batch.</summary>
    public bool Exceeds(int objects, long fileBytes, LoadRequest next) =>
        objects >= Objects || (objects > 0 && fileBytes + (next.FileSize ?? 0) > FileBytes);
}
