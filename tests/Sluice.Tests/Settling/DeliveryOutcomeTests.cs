using CsCheck;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Settling;

namespace Sluice.Tests.Settling;

[Trait("Category", "Unit")]
public sealed class DeliveryOutcomeTests
{
    private static readonly Failure _failure = Failure.InvalidEvent("because");

    private static readonly LoadOutcome[] _done =
        [new LoadOutcome.Loaded(1), new LoadOutcome.AlreadyLoaded(), new LoadOutcome.Superseded(), new LoadOutcome.Skipped()];

    private static readonly LoadOutcome[] _all =
        [.. _done, Dead, Retry(2), Retry(8), new LoadOutcome.Released()];

    private static LoadOutcome Dead => new LoadOutcome.DeadLetter(_failure, TimeSpan.Zero);

    [Fact]
    public void A_message_about_one_object_has_its_outcome() => DeliveryOutcome.Join(null, Dead).ShouldBe(Dead);

    [Fact]
    public void It_is_deleted_only_when_all_are_done()
    {
        _done.ShouldContain(Join(_done)!);
        Join([_done[0], Dead, _done[1]]).ShouldBe(Dead);
        Join([Dead, Retry(2), _done[0]]).ShouldBe(Retry(2));
        Join([new LoadOutcome.Released(), _done[0], Dead]).ShouldBe(new LoadOutcome.Released());
    }

    [Fact]
    public void The_longest_wait_counts() => Join([Retry(2), Retry(8), new LoadOutcome.Released(), Retry(4)]).ShouldBe(Retry(8));

    [Fact]
    public void The_last_settles_it_and_the_order_does_not_matter() => Gen.Int[0, _all.Length - 1].Select(index => _all[index]).Array[1, 8].Sample(outcomes =>
    {
        var joined = KindOf(Join(outcomes));
        KindOf(Join([.. outcomes.Reverse()])).ShouldBe(joined);
        (joined == "done").ShouldBe(outcomes.All(_done.Contains));
    });

    [Fact]
    public async Task Of_workers_that_end_at_once_exactly_one_settles_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var shared = new DeliveryOutcome(8);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DeliveryOutcome.Join(shared, Dead), TestContext.Current.CancellationToken)));
            answers.Count(answer => answer is not null).ShouldBe(1);
        }
    }

    private static string KindOf(LoadOutcome? outcome) => _done.Contains(outcome) ? "done" : $"{outcome}";

    private static LoadOutcome Retry(int seconds) => new LoadOutcome.RetryLater(_failure, TimeSpan.FromSeconds(seconds));

    private static LoadOutcome? Join(IReadOnlyList<LoadOutcome> outcomes)
    {
        var shared = new DeliveryOutcome(outcomes.Count);
        foreach (var outcome in outcomes.SkipLast(1))
        {
            DeliveryOutcome.Join(shared, outcome).ShouldBeNull("others are not known yet");
        }

        return DeliveryOutcome.Join(shared, outcomes[^1]);
    }
}
