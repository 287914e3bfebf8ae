using Sluice.Watching;

namespace Sluice.WebConsole.Live;

/// <summary>How the pipeline is doing, asked once for all open pages.</summary>
internal sealed class PipelineFeed(PipelineWatch watch, TimeProvider time) : IDisposable
{
    // Pages that hear of the same beat come within it.
    private static readonly TimeSpan _shared = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private PipelineStatus? _latest;
    private long _askedAt;

    public async Task<PipelineStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var wanted = time.GetTimestamp();
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_latest is not { } latest || time.GetElapsedTime(_askedAt, wanted) > _shared)
            {
                _askedAt = time.GetTimestamp();
                latest = await watch.StatusAsync(cancellationToken);
                _latest = latest;
            }

            return latest;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
