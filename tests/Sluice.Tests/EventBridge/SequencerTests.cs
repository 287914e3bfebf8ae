using System.Globalization;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

[Trait("Category", "Unit")]
public sealed class SequencerTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Each_is_greater_than_the_one_before_whatever_the_clock_does() =>
        Gen.Int[-2_000, 2_000].Array[1, 50].Sample(
            steps =>
            {
                var clock = new AdjustableClock(_start);
                var sequencer = new Sequencer(clock);
                var all = new List<string> { sequencer.Next() };
                foreach (var milliseconds in steps)
                {
                    clock.Now += TimeSpan.FromMilliseconds(milliseconds);
                    all.Add(sequencer.Next());
                }

                return all.Zip(all.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
            },
            iter: 1_000);

    [Fact]
    public void It_is_16_digits_that_start_with_the_seconds_since_1970()
    {
        var next = new Sequencer(new FakeTimeProvider(_start)).Next();

        next.Length.ShouldBe(16);
        long.Parse(next[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ShouldBe(_start.ToUnixTimeSeconds());
    }

    [Fact]
    public void A_new_sequencer_goes_on_after_the_old_one()
    {
        var clock = new FakeTimeProvider(_start);
        var before = new Sequencer(clock).Next();
        clock.Advance(TimeSpan.FromMilliseconds(1));

        string.CompareOrdinal(new Sequencer(clock).Next(), before).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Threads_never_get_the_same_one()
    {
        var sequencer = new Sequencer(new FakeTimeProvider(_start));

        ParallelEnumerable.Range(0, 10_000).Select(_ => sequencer.Next()).Distinct().Count().ShouldBe(10_000);
    }

    /// <summary>FakeTimeProvider refuses to go back, which real clocks do.</summary>
    private sealed class AdjustableClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
