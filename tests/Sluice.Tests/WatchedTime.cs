using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Sluice.Tests;

/// <summary>A clock that stands, and that tells when somebody begins to wait by it, and for how long.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _waits.Writer.TryWrite(dueTime);
        }

        return timer;
    }

    /// <summary>Waits until somebody waits, lets that time pass, and says how long it was.</summary>
    public async Task<TimeSpan> PassAsync()
    {
        var wait = await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Advance(wait);
        return wait;
    }
}
