using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.Telemetry;

namespace Sluice.Sinks;

/// <summary>
/// Open while a sink is at fault: nobody receives, and what is in hand waits. It closes when a probe succeeds, which for a connection that broke may be at once.
/// </summary>
/// <param name="sink">What it guards.</param>
/// <param name="probe">Asks the sink; what it throws or returns says why it does not work.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class SinkBreaker(Sink sink, Func<CancellationToken, Task<Failure?>> probe, TimeProvider time, ILogger logger)
{
    // A sink that has too much to do again so soon has not recovered: its pauses go on growing.
    private static readonly TimeSpan _relapse = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private TaskCompletionSource _opened = NewSource();
    private TaskCompletionSource _closed = Completed();
    private DateTimeOffset _openedAt;
    private DateTimeOffset? _lastClosed;
    private int _failures;
    private bool _isThrottled;
    private Failure? _failure;

    /// <summary>Told when it was opened or closed. It neither waits nor throws.</summary>
    public event Action? Changed;

    /// <summary>What it was opened for, while it is open; else null.</summary>
    public Failure? Failure
    {
        get
        {
            lock (_gate)
            {
                return _opened.Task.IsCompleted ? _failure : null;
            }
        }
    }

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _opened.Task.IsCompleted;
            }
        }
    }

    /// <summary>Ends when it is closed.</summary>
    public Task WhenClosedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _closed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Opens it, if it is not open already.</summary>
    public void Open(Failure failure)
    {
        lock (_gate)
        {
            if (_opened.Task.IsCompleted)
            {
                return;
            }

            _failure = failure;
            _openedAt = time.GetUtcNow();
            _isThrottled = failure.Kind == ErrorKind.Throttled;
            _failures = _isThrottled && _lastClosed is { } closed && _openedAt - closed < _relapse ? _failures : 0;
            _closed = NewSource();
            _opened.SetResult();
        }

        PipelineLog.SinkFailed(logger, sink, failure.Label, failure.Reason);
        Changed?.Invoke();
    }

    /// <summary>Probes while it is open, after growing pauses, until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            await OpenedAsync(stopping);
            if (_isThrottled || !await WorksAsync(stopping))
            {
                do
                {
                    await Task.Delay(GrowingPause.After(++_failures), time, stopping);
                }
                while (!await WorksAsync(stopping));
            }

            Close();
        }
    }

    private Task OpenedAsync(CancellationToken stopping)
    {
        lock (_gate)
        {
            return _opened.Task.WaitAsync(stopping);
        }
    }

    private async Task<bool> WorksAsync(CancellationToken stopping)
    {
        try
        {
            return await probe(stopping) is null;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            PipelineLog.SinkStillFails(logger, sink, FailureClassifier.Classify(e).Reason);
            return false;
        }
    }

    private void Close()
    {
        TimeSpan duration;
        lock (_gate)
        {
            duration = time.GetUtcNow() - _openedAt;
            _lastClosed = time.GetUtcNow();
            _opened = NewSource();
            _closed.SetResult();
        }

        PipelineLog.SinkWorks(logger, sink, duration);
        Changed?.Invoke();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Completed()
    {
        var source = NewSource();
        source.SetResult();
        return source;
    }
}
