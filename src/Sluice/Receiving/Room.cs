namespace Sluice.Receiving;

/// <summary>
/// Places for deliveries in hand. A place is taken before a message is received and given back when it is settled, so that no
/// message waits in memory while its visibility runs out.
/// </summary>
internal sealed class Room(int places) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places, places);

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

    /// <inheritdoc />
    public void Dispose() => _free.Dispose();
}
