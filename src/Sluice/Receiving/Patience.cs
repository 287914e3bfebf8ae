using Sluice.Failures;

namespace Sluice.Receiving;

/// <summary>
/// Decides whether a delivery waits in hand for a sink that is at fault, or the fault counts as its own attempt. Waiting has an end, and an object at which a service
/// breaks again and again must not wait for it for ever.
/// </summary>
internal sealed class Patience
{
    private DateTimeOffset? _since;
    private bool _brokeUnderWay;

    /// <summary>How often it has waited.</summary>
    public int Waits { get; private set; }

    /// <summary>Whether it may wait once more.</summary>
    /// <param name="failure">What a sink did.</param>
    /// <param name="wasUnderWay">Whether work on the object had begun: then it may be the object that broke it.</param>
    /// <param name="now">The time.</param>
    /// <param name="limit">How long it may wait in all.</param>
    public bool AllowsWaiting(Failure failure, bool wasUnderWay, DateTimeOffset now, TimeSpan limit)
    {
        _since ??= now;
        var isSuspect = wasUnderWay && failure is { Sink: Sink.ClickHouse or Sink.S3, Kind: not ErrorKind.Throttled };
        if (now - _since > limit || (isSuspect && _brokeUnderWay))
        {
            return false;
        }

        _brokeUnderWay |= isSuspect;
        Waits++;
        return true;
    }
}
