namespace Sluice.Loading;

/// <summary>
/// What an insert as one block is likely to take of the server's memory, from footers alone. Reading and writing hold the data more than once,
/// and encoded columns grow: 700 MB took 1.8 GiB on ClickHouse 26.7.
/// </summary>
internal static class MemoryEstimate
{
    private const int Growth = 3;
    private const long Base = 16L << 20;

    /// <param name="uncompressedBytes">Uncompressed size of the objects.</param>
    public static long BytesOf(long uncompressedBytes) => Base + (Growth * uncompressedBytes);

    /// <summary>The largest uncompressed size whose insert is likely to stay within the budget.</summary>
    public static long UncompressedBytesWithin(long memoryBytes) => Math.Max(1, (memoryBytes - Base) / Growth);
}
