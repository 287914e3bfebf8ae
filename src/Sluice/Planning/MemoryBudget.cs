namespace Sluice.Planning;

/// <summary>
/// The memory that all running inserts may take together (R13). Each reserves what ClickHouse holds it to, before it begins; first come, first served, so that a large one is not overtaken for ever.
/// </summary>
/// <param name="totalBytes">All of it.</param>
internal sealed class MemoryBudget(long totalBytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Granted)> _waiting = new();
    private long _reserved;

    /// <summary>What is reserved, in bytes.</summary>
    public long Reserved
    {
        get
        {
            lock (_gate)
            {
                return _reserved;
            }
        }
    }

    /// <summary>Waits for memory.</summary>
    /// <param name="bytes">How much, at most all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Gives it back when disposed.</returns>
    /// <exception cref="OperationCanceledException">Given up; nothing is reserved.</exception>
    public async Task<IDisposable> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, totalBytes);
        var granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<(long, TaskCompletionSource)> place;
        lock (_gate)
        {
            place = _waiting.AddLast((bytes, granted));
            GrantDue();
        }

        using var giveUp = cancellationToken.Register(() => Leave(place, cancellationToken));
        await granted.Task;
        return new Reservation(this, bytes);
    }

    private void Leave(LinkedListNode<(long Bytes, TaskCompletionSource Granted)> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Granted meanwhile, it is no longer in the list and its reservation is disposed as any other.
            if (place.List is not null)
            {
                _waiting.Remove(place);
                place.Value.Granted.SetCanceled(cancellationToken);
                GrantDue();
            }
        }
    }

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _reserved -= bytes;
            GrantDue();
        }
    }

    private void GrantDue()
    {
        while (_waiting.First is { } first && _reserved + first.Value.Bytes <= totalBytes)
        {
            _waiting.RemoveFirst();
            _reserved += first.Value.Bytes;
            first.Value.Granted.SetResult();
        }
    }

    private sealed class Reservation(MemoryBudget budget, long bytes) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                budget.Release(bytes);
            }
        }
    }
}
