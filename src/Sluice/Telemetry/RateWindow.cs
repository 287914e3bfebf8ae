namespace Sluice.Telemetry;

/// <summary>Counts the attempts of the last five minutes. Not safe for several threads.</summary>
internal sealed class RateWindow(TimeProvider time)
{
    private const int Slots = 30;

    private static readonly TimeSpan _slot = TimeSpan.FromSeconds(10);

    private readonly (long Number, long Succeeded, long Failed)[] _slots = new (long, long, long)[Slots];

    private long Now => time.GetUtcNow().Ticks / _slot.Ticks;

    public void Add(bool isFailure)
    {
        var now = Now;
        ref var slot = ref _slots[now % Slots];
        if (slot.Number != now)
        {
            slot = (now, 0, 0);
        }

        slot = isFailure ? slot with { Failed = slot.Failed + 1 } : slot with { Succeeded = slot.Succeeded + 1 };
    }

    /// <summary>The share of failures, 0 to 1, or null when there was no attempt.</summary>
    public double? FailedShare()
    {
        var oldest = Now - Slots;
        var recent = _slots.Where(slot => slot.Number > oldest).ToList();
        var (succeeded, failed) = (recent.Sum(slot => slot.Succeeded), recent.Sum(slot => slot.Failed));
        return succeeded + failed == 0 ? null : (double)failed / (succeeded + failed);
    }
}
