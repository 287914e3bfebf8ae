using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Receiving;

namespace Sluice.Tests.Receiving;

[Trait("Category", "Unit")]
public sealed class OldestMessagesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LeaseKeeper _leases;
    private readonly OldestMessages _oldest;

    public OldestMessagesTests()
    {
        _leases = new LeaseKeeper(null!, null!, Some.Settings(), _time, NullLogger<LeaseKeeper>.Instance);
        _oldest = new OldestMessages(_leases, _time);
    }

    [Fact]
    public async Task What_is_in_hand_grows_older_and_what_was_settled_tells_for_a_minute_how_long_the_queue_makes_wait()
    {
        _oldest.AgeOf(Some.Domain()).ShouldBeNull("nothing tells it");
        var delivery = Received(minutesOld: 5);
        _oldest.AgeOf(Some.Domain()).ShouldBe(TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(2));
        _oldest.AgeOf(Some.Domain()).ShouldBe(TimeSpan.FromMinutes(7));
        _oldest.AgeOf(Some.Domain("product")).ShouldBeNull("that is another queue");

        await _leases.LetGoAsync(delivery);
        _oldest.AgeOf(Some.Domain()).ShouldBeNull();
        await _leases.LetGoAsync(Received(minutesOld: 3));
        await _leases.LetGoAsync(Received(minutesOld: 1));
        _oldest.AgeOf(Some.Domain()).ShouldBe(TimeSpan.FromMinutes(3));
        _time.Advance(TimeSpan.FromMinutes(1.5));
        _oldest.AgeOf(Some.Domain()).ShouldBeNull();
    }

    public void Dispose() => _leases.Dispose();

    private Delivery Received(int minutesOld)
    {
        var now = _time.GetUtcNow();
        var delivery = Some.Delivery("{}") with { SentAt = now - TimeSpan.FromMinutes(minutesOld), ReceivedAt = now };
        _leases.Keep(delivery);
        _oldest.Received(delivery.Domain, [delivery]);
        return delivery;
    }
}
