namespace Sluice.Planning;

/// <summary>
/// The memory that all running inserts may take together (R13). A load reserves what it is expected to take before it begins, so that waiting costs none of its time, and whose turn it is stays
/// <see cref="FairShare"/>'s to say. What its inserts really take it knows when it has read the footers: then its share is changed. First come, first served, so that a large one is not overtaken for
/// ever; whoever has begun goes before those that have not.
/// </summary>
/// <param name="totalBytes">All of it.</param>
internal sealed class MemoryBudget(long totalBytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Wait> _begun = new();
    private readonly LinkedList<Wait> _new = new();
    private readonly AsyncLocal<MemoryShare?> _mine = new();
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

    /// <summary>Waits for memory for a load that is to begin.</summary>
    /// <param name="bytes">How much, at most all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Gives it back when disposed.</returns>
    /// <exception cref="OperationCanceledException">Given up; nothing is reserved.</exception>
    public async Task<MemoryShare> ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        await WaitAsync(_new, bytes, cancellationToken);
        return new MemoryShare(this, bytes);
    }

    /// <summary>What the calling method does from now on, it does with this share.</summary>
    public void Use(MemoryShare share) => _mine.Value = share;

    /// <summary>Waits until the calling method's share is as large as that, or smaller by what it has too much; without a share of its own it gets one.</summary>
    /// <param name="bytes">How much, at most all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>To be disposed when it is not needed any more.</returns>
    /// <exception cref="MemoryBusyException">Given up: others take all there is.</exception>
    public async Task<IDisposable> NeedAsync(long bytes, CancellationToken cancellationToken)
    {
        if (_mine.Value is not { } share)
        {
            return await ReserveAsync(bytes, cancellationToken);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, totalBytes);
        var had = share.Swap(bytes);
        if (bytes < had)
        {
            Release(had - bytes);
        }
        else if (bytes > had)
        {
            try
            {
                await WaitAsync(_begun, bytes, cancellationToken, had);
            }
            catch (OperationCanceledException e)
            {
                share.Swap(0);
                throw new MemoryBusyException(e);
            }
        }

        return share.Borrowed;
    }

    internal void Release(long bytes)
    {
        lock (_gate)
        {
            _reserved -= bytes;
            GrantDue();
        }
    }

    /// <summary>What the load has it gives back first: two that held on to theirs would wait for each other.</summary>
    private async Task WaitAsync(LinkedList<Wait> line, long bytes, CancellationToken cancellationToken, long had = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, totalBytes);
        var wait = new Wait(bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        LinkedListNode<Wait> place;
        lock (_gate)
        {
            place = line.AddLast(wait);
            _reserved -= had;
            GrantDue();
        }

        using var giveUp = cancellationToken.Register(() => Leave(place, cancellationToken));
        await wait.Granted.Task;
    }

    private void Leave(LinkedListNode<Wait> place, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Granted meanwhile, it is no longer in line and given back as any other.
            if (place.List is { } line)
            {
                line.Remove(place);
                place.Value.Granted.SetCanceled(cancellationToken);
                GrantDue();
            }
        }
    }

    private void GrantDue()
    {
        while ((_begun.First ?? _new.First) is { } first && _reserved + first.Value.Bytes <= totalBytes)
        {
            first.List!.Remove(first);
            _reserved += first.Value.Bytes;
            first.Value.Granted.SetResult();
        }
    }

    private sealed record Wait(long Bytes, TaskCompletionSource Granted);
}
