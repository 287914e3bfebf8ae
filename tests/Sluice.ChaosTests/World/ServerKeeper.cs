using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>Kills ClickHouse and brings it back on the same data.</summary>
internal sealed class ServerKeeper(ClickHouseServer server, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task _up = Task.CompletedTask;

    /// <summary>Ends when the server answers again.</summary>
    public Task Up
    {
        get
        {
            lock (_gate)
            {
                return _up;
            }
        }
    }

    /// <summary><c>kill -9</c>; when it is gone already, as soon as it is back.</summary>
    /// <param name="absence">How long it stays away before it is started.</param>
    public async Task KillAsync(TimeSpan absence)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (!TryBegin(absence, gone))
        {
            await Up;
        }

        await gone.Task;
    }

    private bool TryBegin(TimeSpan absence, TaskCompletionSource gone)
    {
        lock (_gate)
        {
            if (!_up.IsCompletedSuccessfully)
            {
                return false;
            }

            _up = KillAndStartAsync(absence, gone);
            return true;
        }
    }

    private async Task KillAndStartAsync(TimeSpan absence, TaskCompletionSource gone)
    {
        // Out of the caller's lock.
        await Task.Yield();
        try
        {
            await server.KillAsync();
        }
        finally
        {
            gone.SetResult();
        }

        await Task.Delay(absence, time);
        await server.StartAsync();
    }
}
