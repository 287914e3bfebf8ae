using Sluice.Failures;

namespace Sluice.WebConsole.Live;

/// <summary>Since when ClickHouse does not answer the pages, whichever of them asked first.</summary>
internal sealed class TroubleLog(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Trouble? _current;

    /// <summary>Takes note of an answer.</summary>
    public void Works()
    {
        lock (_gate)
        {
            _current = null;
        }
    }

    /// <summary>Takes note of a failure, and gives what to tell of it.</summary>
    public Trouble Fails(Exception exception)
    {
        var failure = FailureClassifier.Classify(exception);
        lock (_gate)
        {
            _current = new Trouble(_current?.Since ?? time.GetUtcNow(), failure.Reason);
            return _current;
        }
    }
}
