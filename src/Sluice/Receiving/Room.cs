namespace Sluice.Receiving;

/// <summary>
/// Places for deliveries in hand. A place is taken before a message is received and given back when it is settled, so that no
/// message waits in memory while its visibility runs out. What waits for a table that is at fault is put aside, within limits, so that
/// it does not keep the domain's other tables from theirs.
/// </summary>
internal sealed class Room(int places) : IDisposable
{
    // A table that is shut for long must not draw the whole queue into memory.
    private const int AsidePerPlace = 10;

    private readonly SemaphoreSlim _free = new(places, places);
    private readonly HashSet<string> _aside = [];
    private readonly Lock _gate = new();

    /// <summary>Waits for at least one free place and takes up to <paramref name="most"/>.</summary>
    /// <returns>The number of places taken, 1 to <paramref name="most"/>.</returns>
    /// <exception cref="OperationCanceledException">The wait was given up; no place is taken.</exception>
    public async Task<int> TakeAsync(int most, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var taken = 1;
        while (taken < most && _free.Wait(TimeSpan.Zero, CancellationToken.None))
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Gives places back.</summary>
    public void Release(int places)
    {
        if (places > 0)
        {
            _free.Release(places);
        }
    }

    /// <summary>Gives a delivery's place back before it is settled, if there may be another that waits so.</summary>
    public void PutAside(Delivery delivery)
    {
        lock (_gate)
        {
            if (_aside.Count >= AsidePerPlace * places || !_aside.Add(delivery.ReceiptHandle))
            {
                return;
            }
        }

        _free.Release();
    }

    /// <summary>Gives the places of settled deliveries back, but for those that were put aside.</summary>
    public void Release(IEnumerable<Delivery> settled)
    {
        var count = 0;
        lock (_gate)
        {
            count = settled.Count(delivery => !_aside.Remove(delivery.ReceiptHandle));
        }

        Release(count);
    }

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();
}
