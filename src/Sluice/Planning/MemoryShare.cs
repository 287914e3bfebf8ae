namespace Sluice.Planning;

/// <summary>What one load has of a <see cref="MemoryBudget"/>; of one task at a time, since a load's inserts follow one another.</summary>
internal sealed class MemoryShare(MemoryBudget budget, long bytes) : IDisposable
{
    private long _bytes = bytes;

    /// <summary>What it has, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>For whoever uses it without owning it.</summary>
    public IDisposable Borrowed { get; } = new Loan();

    public void Dispose() => budget.Release(Swap(0));

    internal long Swap(long bytes) => Interlocked.Exchange(ref _bytes, bytes);

    private sealed class Loan : IDisposable
    {
        public void Dispose()
        {
            // The share is its owner's.
        }
    }
}
