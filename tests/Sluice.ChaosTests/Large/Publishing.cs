namespace Sluice.ChaosTests.Large;

/// <summary>How far publishing is, judged by what was sent to ClickHouse.</summary>
/// <param name="rows">Rows of the object.</param>
internal sealed class Publishing(long rows)
{
    private long _chunkRows;

    /// <summary>Rows of each chunk but the last; 0 as long as none was sent.</summary>
    public long ChunkRows => Interlocked.Read(ref _chunkRows);

    /// <summary>How many chunks there are; 0 as long as none was sent.</summary>
    public long Chunks => ChunkRows is > 0 and var size ? (rows + size - 1) / size : 0;

    /// <summary>Notes that a chunk is about to be sent.</summary>
    public void Sent(Chunk chunk) => Interlocked.CompareExchange(ref _chunkRows, chunk.Rows, 0);

    /// <summary>Place of a chunk, from 0.</summary>
    public long IndexOf(Chunk chunk) => ChunkRows is > 0 and var size ? chunk.First / size : 0;
}
