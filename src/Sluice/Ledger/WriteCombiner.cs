namespace Sluice.Ledger;

/// <summary>
/// Joins rows that are written at the same time into one write: while one is under way, the next gathers. A single row goes out at once.
/// </summary>
/// <param name="write">Writes rows; called once at a time.</param>
internal sealed class WriteCombiner<T>(Func<IReadOnlyList<T>, Task> write)
{
    private readonly Lock _gate = new();
    private List<T> _gathering = [];
    private Task? _next;
    private Task _underWay = Task.CompletedTask;

    /// <summary>Ends when the rows are written, or fails with the write that they were part of.</summary>
    /// <param name="rows">What to write, in one write.</param>
    /// <param name="cancellationToken">Gives up waiting; the rows may be written all the same.</param>
    public Task WriteAsync(IEnumerable<T> rows, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _gathering.AddRange(rows);
            _next ??= WriteNextAsync(_underWay);
            return _next.WaitAsync(cancellationToken);
        }
    }

    private async Task WriteNextAsync(Task before)
    {
        // First of all out of the caller's lock.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IReadOnlyList<T> rows;
        lock (_gate)
        {
            rows = _gathering;
            _gathering = [];
            _underWay = _next!;
            _next = null;
        }

        await write(rows);
    }
}
