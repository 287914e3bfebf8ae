using Sluice.Receiving;

namespace Sluice.Tests.Receiving;

[Trait("Category", "Unit")]
public sealed class RoomTests
{
    [Fact]
    public async Task No_more_is_taken_than_there_are_places()
    {
        var room = new Room(() => 3);

        (await room.TakeAsync(1, 10, TestContext.Current.CancellationToken)).ShouldBe(3);
        var waiting = room.TakeAsync(1, 10, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("a full room must not let anything in");

        room.Release(2);
        (await waiting).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task What_is_put_aside_gives_its_place_back_once_and_within_limits()
    {
        var room = new Room(() => 1);
        var deliveries = Enumerable.Range(0, 202).Select(n => Some.Delivery("") with { ReceiptHandle = $"receipt-{n}" }).ToList();
        foreach (var delivery in deliveries.Take(201))
        {
            (await room.TakeAsync(1, 1, TestContext.Current.CancellationToken)).ShouldBe(1);
            room.PutAside(delivery);
            room.PutAside(delivery);
        }

        var waiting = room.TakeAsync(1, 1, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("200 are aside, and the next keeps its place");
        room.Release(deliveries.Take(200));
        waiting.IsCompleted.ShouldBeFalse("their places were given back before");
        room.Release(deliveries.Skip(200).Take(1));
        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_takes_no_place()
    {
        var room = new Room(() => 1);
        await room.TakeAsync(1, 1, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var waiting = room.TakeAsync(1, 1, stop.Token);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        room.Release(1);
        (await room.TakeAsync(1, 1, TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task A_receive_waits_for_as_many_places_as_are_worth_it()
    {
        var room = new Room(() => 10);
        (await room.TakeAsync(5, 10, TestContext.Current.CancellationToken)).ShouldBe(10);
        var waiting = room.TakeAsync(5, 10, TestContext.Current.CancellationToken);
        room.Release(4);
        waiting.IsCompleted.ShouldBeFalse("four places are fewer than the smallest batch");
        room.Release(1);
        (await waiting).ShouldBe(5);
    }

    [Fact]
    public async Task A_large_object_takes_several_places_until_it_is_settled()
    {
        var room = new Room(() => 10);
        var large = Some.Delivery("");
        await room.TakeAsync(1, 1, TestContext.Current.CancellationToken);
        room.Enlarge(large, 14);

        var waiting = room.TakeAsync(1, 10, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse("it takes 15 of 10");
        room.Release([large]);
        (await waiting).ShouldBe(10);
    }

    [Fact]
    public async Task There_may_be_more_places_later()
    {
        var places = 1;
        var room = new Room(() => places);
        await room.TakeAsync(1, 1, TestContext.Current.CancellationToken);
        places = 4;
        (await room.TakeAsync(1, 10, TestContext.Current.CancellationToken)).ShouldBe(3);
    }
}
