namespace Sluice.Loading;

/// <summary>
/// How much memory ClickHouse needs to insert an amount of data as one block. 700 MB uncompressed (20 million rows) was measured at 1.8 GiB: the
/// block is held as it was read and once more as it is sorted and written. A third of the data and a fixed amount for reading are kept as reserve,
/// since an estimate that is too small costs a failed insert, and one that is too large only a staging table.
/// </summary>
/// <remarks>
/// A footer counts pages as they are encoded: a column of repeated long texts may take some hundred times as much in memory. Such an object fails
/// under its memory budget, and is staged then.
/// </remarks>
internal static class MemoryEstimate
{
    /// <summary>How much larger than their files the data of objects are: Parquet files of tables are about a quarter of what their footers call uncompressed.</summary>
    public const int FileRatio = 4;

    private const long Copies = 3;

    private const long Overhead = 16L * 1024 * 1024;

    // 500 objects of 74 KB took 240 MB, where their data alone took 110 MB.
    private const long PerFurtherObject = 256L * 1024;

    /// <summary>Least that an insert is held to, in bytes: many small objects are read side by side.</summary>
    public const long Least = 128L * 1024 * 1024;

    /// <summary>The estimate in bytes.</summary>
    /// <param name="uncompressedBytes">Uncompressed bytes of the data, as the footers say.</param>
    /// <param name="objects">Objects that are read.</param>
    public static long BytesOf(long uncompressedBytes, int objects = 1)
    {
        var around = Overhead + (PerFurtherObject * (objects - 1));
        return uncompressedBytes > (long.MaxValue - around) / Copies ? long.MaxValue : (uncompressedBytes * Copies) + around;
    }

    /// <summary>The estimate for objects of which only the sizes of their files are known, at least <see cref="Least"/> and within a domain's memory.</summary>
    /// <param name="fileBytes">Bytes of each file; null where a message does not say, which may be anything.</param>
    /// <param name="memoryBytes">The domain's budget (<c>memoryMiB</c>).</param>
    public static long BytesOfFiles(IReadOnlyCollection<long?> fileBytes, long memoryBytes) => fileBytes.Contains(null)
        ? memoryBytes
        : Math.Min(memoryBytes, Math.Max(Least, BytesOf(fileBytes.Sum(bytes => Math.Min(bytes!.Value, memoryBytes)) * FileRatio, fileBytes.Count)));

    /// <summary>Largest uncompressed size that goes as one block: the configured one, as far as the memory allows.</summary>
    /// <param name="configuredBytes"><c>loading.maxBlockMiB</c>.</param>
    /// <param name="memoryBytes">The domain's budget (<c>memoryMiB</c>).</param>
    public static long MaxBlockBytes(long configuredBytes, long memoryBytes) => Math.Min(configuredBytes, Math.Max(1, (memoryBytes - Overhead) / Copies));
}
