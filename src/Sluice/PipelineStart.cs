namespace Sluice;

/// <summary>When the agent has come so far that it works: the ledger is ready, and every loop runs.</summary>
internal sealed class PipelineStart
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends then. It may take as long as ClickHouse does not answer.</summary>
    public Task WhenDone => _done.Task;

    public void Done() => _done.TrySetResult();
}
