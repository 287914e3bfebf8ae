using Sluice.Failures;

namespace Sluice.Receiving;

/// <summary>
/// Decides whether a delivery waits in hand for a sink that is at fault, or the fault counts as its own attempt. Waiting has an end, and an object at which a service
/// breaks again and again must not wait for it for ever.
/// </summary>
internal sealed class Patience
{
    private readonly HashSet<string> _suspects = [];
    private readonly Dictionary<string, Failure> _exhausted = [];
    private DateTimeOffset? _since;

    /// <summary>How often it has waited.</summary>
    public int Waits { get; private set; }

    /// <summary>Whether it may wait once more.</summary>
    /// <param name="failure">What a sink did.</param>
    /// <param name="underWay">The object that was being worked on, which may be what broke it; null when none was.</param>
    /// <param name="now">The time.</param>
    /// <param name="limit">How long it may wait in all.</param>
    public bool AllowsWaiting(Failure failure, string? underWay, DateTimeOffset now, TimeSpan limit)
    {
        _since ??= now;
        var mayBeItsFault = underWay is not null && failure is { Sink: Sink.ClickHouse or Sink.S3, Kind: not ErrorKind.Throttled };
        if (now - _since > limit || (mayBeItsFault && !_suspects.Add(underWay!)))
        {
            return false;
        }

        Waits++;
        return true;
    }

    /// <summary>The object has no attempt left; the delivery is in hand only until it is known what became of its insert.</summary>
    /// <param name="key">The object.</param>
    /// <param name="failure">How its last attempt ended.</param>
    public void Exhaust(string key, Failure failure) => _exhausted[key] = failure;

    /// <summary>How the object's last attempt ended; null while it has another.</summary>
    public Failure? ExhaustedBy(string key) => _exhausted.GetValueOrDefault(key);
}
