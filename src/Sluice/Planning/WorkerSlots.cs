namespace Sluice.Planning;

/// <summary>How many loads may run at once. The limit moves; those that run over it end by themselves.</summary>
/// <param name="limit">The limit at first.</param>
internal sealed class WorkerSlots(int limit)
{
    private readonly Lock _gate = new();
    private int _limit = limit;
    private int _busy;
    private TaskCompletionSource? _waiting;

    /// <summary>Loads that may run at once.</summary>
    public int Limit
    {
        get
        {
            lock (_gate)
            {
                return _limit;
            }
        }

        set
        {
            lock (_gate)
            {
                _limit = value;
                GrantDue();
            }
        }
    }

    /// <summary>Whether all workers are at work.</summary>
    public bool AreBusy
    {
        get
        {
            lock (_gate)
            {
                return _busy >= _limit;
            }
        }
    }

    /// <summary>Waits for a free worker and takes it. One waits at a time.</summary>
    public async Task EnterAsync()
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            _waiting = waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            GrantDue();
        }

        await waiting.Task;
    }

    /// <summary>Gives a worker back.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _busy--;
            GrantDue();
        }
    }

    private void GrantDue()
    {
        if (_waiting is { } waiting && _busy < _limit)
        {
            _busy++;
            _waiting = null;
            waiting.SetResult();
        }
    }
}
