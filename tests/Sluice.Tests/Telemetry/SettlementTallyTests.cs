using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sluice.Loading;
using Sluice.Telemetry;

namespace Sluice.Tests.Telemetry;

[Trait("Category", "Unit")]
public sealed class SettlementTallyTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SluiceDiagnostics _diagnostics;
    private readonly SettlementTally _tally;

    public SettlementTallyTests()
    {
        _diagnostics = new SluiceDiagnostics(_services.GetRequiredService<IMeterFactory>());
        _tally = new SettlementTally(_diagnostics, Some.Topology(), _time);
    }

    private DomainFigures Market => _tally.Of(Some.Domain());

    [Fact]
    public void The_rate_is_that_of_the_last_five_minutes_and_of_attempts_that_came_to_an_end()
    {
        Market.FailedShare.ShouldBeNull("nothing was tried");
        Settle(new LoadOutcome.Loaded(1), new LoadOutcome.AlreadyLoaded(), new LoadOutcome.Superseded(), new LoadOutcome.Skipped());
        Settle(Settled.Held, Settled.Held, new LoadOutcome.Released());
        Market.FailedShare.ShouldBe(0);

        _time.Advance(TimeSpan.FromMinutes(3));
        Settle(Settled.Retry, Settled.Dead, new LoadOutcome.Loaded(1), new LoadOutcome.Loaded(1));
        Market.FailedShare.ShouldBe(0.25);
        _time.Advance(TimeSpan.FromMinutes(2));
        Market.FailedShare.ShouldBe(0.5, "the first four are older than five minutes");
        _time.Advance(TimeSpan.FromMinutes(3));
        Market.FailedShare.ShouldBeNull();
    }

    [Fact]
    public void Attempts_are_counted_by_outcome_and_code_and_those_that_may_come_are_there_with_0()
    {
        Settle(Settled.Dead, Settled.Dead, new LoadOutcome.Loaded(10), new LoadOutcome.Loaded(20));

        Market.Attempts.ShouldContain(("DeadLetter", "E003", 2));
        Market.Attempts.ShouldContain(("Loaded", null, 2));
        Market.Attempts.ShouldContain(("RetryLater", "E004", 0));
        Market.Attempts.ShouldContain(("DeadLetter", "Permission", 0));
        (Market.Objects, Market.Rows, Market.Bytes).ShouldBe((2, 30, 10_000));
        _tally.Of(Some.Domain("product")).Objects.ShouldBe(0);
    }

    [Theory]
    [InlineData(true, 99)]
    [InlineData(false, 39)]
    public void Latency_is_from_the_object_s_creation_or_its_message_s_arrival_until_its_rows_could_be_queried_R2(bool hasEventTime, double seconds)
    {
        var recorded = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (_diagnostics.Has(instrument))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            recorded.Add((instrument.Name, value, string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        listener.Start();

        _tally.Settled(Settled.As(new LoadOutcome.Loaded(1), _time.GetUtcNow(), hasEventTime: hasEventTime));
        _tally.Settled(Settled.As(Settled.Held, _time.GetUtcNow()));

        recorded.ShouldBe(
        [
            ("sluice.processing.latency", seconds, "environment=dev,domain=market"),
            ("sluice.stage.duration", 31, "environment=dev,domain=market,stage=queue"),
            ("sluice.stage.duration", 8, "environment=dev,domain=market,stage=load"),
            ("sluice.stage.duration", 1, "environment=dev,domain=market,stage=settle"),
        ]);
    }

    public void Dispose()
    {
        _diagnostics.Dispose();
        _services.Dispose();
    }

    private void Settle(params LoadOutcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            _tally.Settled(Settled.As(outcome, _time.GetUtcNow()));
        }
    }
}
