namespace Sluice.Sandbox.Processes;

/// <summary>Runs steps side by side.</summary>
internal static class Together
{
    /// <summary>Waits for all. When one fails the others are cancelled, and once they have ended the first failure is thrown.</summary>
    public static async Task RunAsync(CancellationToken cancellationToken, params Func<CancellationToken, Task>[] steps)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = steps.Select(step => step(stop.Token)).ToList();
        await foreach (var done in Task.WhenEach(tasks))
        {
            if (!done.IsCompletedSuccessfully)
            {
                await stop.CancelAsync();
                await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await done;
            }
        }
    }
}
