namespace Sluice.Receiving;

/// <summary>
/// Places for deliveries in hand. A place is taken before a message is received and given back when it is settled, so that no
/// message waits in memory while its visibility runs out. A large object takes several. What waits for a table that is at fault is put aside, within limits, so that
/// it does not keep the domain's other tables from theirs.
/// </summary>
/// <param name="places">How many there are; it may change.</param>
internal sealed class Room(Func<int> places)
{
    // A table that is shut for long must not draw the whole queue into memory.
    private const int MostAside = 200;

    private readonly HashSet<string> _aside = [];
    private readonly Lock _gate = new();
    private int _taken;
    private (int Least, TaskCompletionSource Granted)? _waiting;

    /// <summary>Waits for free places and takes up to <paramref name="most"/>. One waits at a time.</summary>
    /// <param name="least">Fewest that are worth it.</param>
    /// <param name="most">Most to take.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The number of places taken.</returns>
    /// <exception cref="OperationCanceledException">The wait was given up; no place is taken.</exception>
    public async Task<int> TakeAsync(int least, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task granted;
            lock (_gate)
            {
                if (places() - _taken is var free && free >= least)
                {
                    var taken = Math.Min(free, most);
                    _taken += taken;
                    return taken;
                }

                var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting = (least, waiting);
                granted = waiting.Task;
            }

            await granted.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A delivery turns out to need more places than the one that was taken for it. There may be fewer than none left for a while.</summary>
    public void Enlarge(Delivery delivery, int more)
    {
        lock (_gate)
        {
            delivery.Places += more;
            _taken += more;
        }
    }

    /// <summary>Gives places back.</summary>
    public void Release(int count)
    {
        lock (_gate)
        {
            GiveBack(count);
        }
    }

    /// <summary>Gives a delivery's places back before it is settled, if there may be another that waits so.</summary>
    public void PutAside(Delivery delivery)
    {
        lock (_gate)
        {
            if (_aside.Count < MostAside && _aside.Add(delivery.ReceiptHandle))
            {
                GiveBack(delivery.Places);
            }
        }
    }

    /// <summary>Gives the places of settled deliveries back, but for those that were put aside.</summary>
    public void Release(IEnumerable<Delivery> settled)
    {
        lock (_gate)
        {
            GiveBack(settled.Where(delivery => !_aside.Remove(delivery.ReceiptHandle)).Sum(delivery => delivery.Places));
        }
    }

    private void GiveBack(int count)
    {
        _taken -= count;
        if (_waiting is { } waiting && places() - _taken >= waiting.Least)
        {
            _waiting = null;
            waiting.Granted.SetResult();
        }
    }
}
