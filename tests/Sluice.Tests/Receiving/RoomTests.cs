using Sluice.Receiving;

namespace Sluice.Tests.Receiving;

[Trait("Category", "Unit")]
public sealed class RoomTests
{
    [Fact]
    public async Task No_more_is_taken_than_there_are_places()
    {
        using var room = new Room(3);

        (await room.TakeAsync(10, TestContext.Current.CancellationToken)).ShouldBe(3);
        var waiting = room.TakeAsync(10, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("a full room must not let anything in");

        room.Release(2);
        (await waiting).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task What_is_put_aside_gives_its_place_back_once_and_within_limits()
    {
        using var room = new Room(1);
        var deliveries = Enumerable.Range(0, 12).Select(n => Some.Delivery("") with { ReceiptHandle = $"receipt-{n}" }).ToList();
        foreach (var delivery in deliveries.Take(11))
        {
            (await room.TakeAsync(1, TestContext.Current.CancellationToken)).ShouldBe(1);
            room.PutAside(delivery);
            room.PutAside(delivery);
        }

        var waiting = room.TakeAsync(1, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("ten are aside, and the eleventh keeps its place");
        room.Release(deliveries.Take(10));
        waiting.IsCompleted.ShouldBeFalse("their places were given back before");
        room.Release(deliveries.Skip(10).Take(1));
        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_takes_no_place()
    {
        using var room = new Room(1);
        await room.TakeAsync(1, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var waiting = room.TakeAsync(1, stop.Token);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        room.Release(1);
        (await room.TakeAsync(1, TestContext.Current.CancellationToken)).ShouldBe(1);
    }
}
