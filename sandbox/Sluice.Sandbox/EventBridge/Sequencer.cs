namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// Hands out sequencers as S3 does: hexadecimal, each greater than the one before, even when the clock stands or goes back. The
/// first eight digits are the seconds since 1970, so a sandbox that starts again goes on where it was.
/// </summary>
internal sealed class Sequencer(TimeProvider time)
{
    private readonly Lock _lock = new();
    private ulong _last;

    /// <summary>The next sequencer, 16 digits.</summary>
    public string Next()
    {
        lock (_lock)
        {
            _last = Math.Max(_last + 1, Now());
            return _last.ToString("x16");
        }
    }

    private ulong Now()
    {
        var sinceEpoch = time.GetUtcNow() - DateTimeOffset.UnixEpoch;
        var (seconds, ticks) = Math.DivRem((ulong)sinceEpoch.Ticks, (ulong)TimeSpan.TicksPerSecond);
        return (seconds << 32) | ticks;
    }
}
