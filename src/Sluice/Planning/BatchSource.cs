using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>Hands batches to whoever loads them, one reader at a time, and waits until the next is ripe.</summary>
internal sealed class BatchSource(LoadQueue queue, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private bool _isComplete;
    private bool _isShort;

    /// <summary>Objects that wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return queue.Count;
            }
        }
    }

    /// <summary>Whether some queue is known to have more than was received.</summary>
    public bool IsMoreExpected
    {
        get
        {
            lock (_gate)
            {
                return queue.IsMoreExpected;
            }
        }
    }

    /// <summary>Adds objects.</summary>
    /// <returns>False when nothing is taken any more.</returns>
    public bool TryAdd(IEnumerable<LoadRequest> requests)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                return false;
            }

            queue.Add(requests, time.GetUtcNow());
        }

        Wake();
        return true;
    }

    /// <summary>Says whether the domain's queue has more than was received.</summary>
    public void Expect(Domain domain, bool isMoreExpected)
    {
        lock (_gate)
        {
            queue.Expect(domain, isMoreExpected);
        }

        Wake();
    }

    /// <summary>Nothing waits for more any longer: the agent stops.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _isShort = true;
        }

        Wake();
    }

    /// <summary>Nothing is added any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }

        Wake();
    }

    /// <summary>The next batch, or null when there is none and none comes.</summary>
    public async Task<LoadBatch?> NextAsync()
    {
        while (true)
        {
            DateTimeOffset? ripe;
            lock (_gate)
            {
                var now = time.GetUtcNow();
                if (queue.TryTake(now, _isComplete || _isShort) is { } batch)
                {
                    return batch;
                }

                if (_isComplete)
                {
                    return null;
                }

                ripe = queue.NextRipe();
            }

            await ChangedAsync(ripe);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _changed.Dispose();

    private async Task ChangedAsync(DateTimeOffset? ripe)
    {
        if (ripe is null)
        {
            await _changed.WaitAsync();
            return;
        }

        var left = ripe.Value - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        using var limit = new CancellationTokenSource(left, time);
        try
        {
            await _changed.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It is ripe.
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_changed.CurrentCount == 0)
            {
                _changed.Release();
            }
        }
    }
}
