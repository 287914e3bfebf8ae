using System.Collections.Concurrent;

namespace Sluice;

/// <summary>Tasks that run beside the one that began them, and that somebody waits for in the end.</summary>
internal sealed class RunningTasks
{
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    public void Add(Task task)
    {
        _running[task] = true;
        _ = RemoveAsync(task);
    }

    /// <summary>Ends when all of them have ended, and fails when one of them did.</summary>
    public Task WhenAllAsync() => Task.WhenAll(_running.Keys);

    private async Task RemoveAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.IsCompletedSuccessfully)
        {
            _running.TryRemove(task, out _);
        }
    }
}
