using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Loading;

namespace Sluice.Planning;

/// <summary>How much makes a batch that is worth an INSERT by itself.</summary>
/// <param name="Objects">Most objects of a batch.</param>
/// <param name="FileBytes">Most bytes of their files, about those of one block. A single object may be larger. A batch that turns out larger becomes several blocks.</param>
/// <param name="Linger">How long a batch that is not full waits for more while more is expected.</param>
internal sealed record BatchLimits(int Objects, long FileBytes, TimeSpan Linger)
{
    // Of the limit of a batch: as many as a receive brings make one.
    private const int ShareOfUnknown = 10;

    public static BatchLimits Of(SluiceSettings settings) => new(
        settings.Pipeline.MaxBatchObjects, ((long)settings.Loading.MaxBlockMiB << 20) / MemoryEstimate.FileRatio, settings.Pipeline.BatchLinger);

    /// <summary>Places that a message takes of the <see cref="Objects"/> of a batch: 1 for a small object, all of them for one that fills a batch.</summary>
    public int PlacesOf(long? fileSize) => (int)Math.Clamp((long)(((double)(fileSize ?? FileBytes / ShareOfUnknown) * Objects) / FileBytes), 1, Objects);

    /// <summary>Whether these and one more would be too much for a batch.</summary>
    public bool Exceeds(int objects, long fileBytes, LoadRequest next) =>
        objects >= Objects || (objects > 0 && fileBytes + BytesOf(next) > FileBytes);

    /// <summary>What an object counts for: one of which the message does not say how large it is, for a tenth of a batch.</summary>
    public long BytesOf(LoadRequest request) => request.FileSize ?? FileBytes / ShareOfUnknown;
}
