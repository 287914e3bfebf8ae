using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class FailedLoadTests
{
    private static readonly Failure _failure = new(ErrorKind.Unknown, "refused");

    [Theory]
    [InlineData(1, false, 3, "Held")]
    [InlineData(1, true, 3, "DeadLetter")]
    [InlineData(2, false, 3, "Held")]
    [InlineData(2, true, 3, "Held")]
    [InlineData(1, false, 2, "RetryLater")]
    [InlineData(2, false, 2, "RetryLater")]
    public void At_its_last_delivery_an_object_stays_in_hand_until_its_rows_were_looked_for(int members, bool isSpent, int receiveCount, string outcome)
    {
        var decided = FailedLoad.Decide(_failure, wasUnderWay: true, Unfinished(members, isSpent, receiveCount), Protocol());

        decided.GetType().Name.ShouldBe(outcome);
        if (decided is LoadOutcome.Held held)
        {
            held.Failure.ShouldBe(_failure with { Sink = Sink.Table }, "only its table waits");
        }
    }

    [Fact]
    public void An_object_that_waits_for_a_sink_at_its_last_delivery_is_not_at_its_end()
    {
        var member = Unfinished(members: 1, isSpent: false, receiveCount: 3);

        FailedLoad.Decide(_failure with { Sink = Sink.S3 }, wasUnderWay: false, member, Protocol()).ShouldBeOfType<LoadOutcome.Held>();
        FailedLoad.LastFailureOf(member).ShouldBeNull();

        FailedLoad.Decide(_failure, wasUnderWay: true, member, Protocol()).ShouldBeOfType<LoadOutcome.Held>();
        FailedLoad.LastFailureOf(member).ShouldBe(_failure);
    }

    private static Member Unfinished(int members, bool isSpent, int receiveCount)
    {
        var delivery = Some.Delivery("", receiveCount: receiveCount);
        var request = new LoadRequest(delivery, Some.Bucket, "market/prices/p/a.parquet", delivery.Domain, "prices", "p", null, "c", "e", null, null, null);
        var member = Member.Of("e", [request]);
        member.Known = new LedgerEntry
        {
            LoadId = member.Id,
            Bucket = Some.Bucket,
            Key = member.Key,
            ETag = "e",
            Domain = "market",
            Database = "market",
            Table = "prices",
            Partition = "p",
            CorrelationId = "c",
            State = LoadState.Intended,
            BatchMembers = [.. Enumerable.Range(0, members).Select(number => new LoadId($"{number}"))],
            Provenance = "_sluice_load_id",
            IsSpent = isSpent,
        };
        return member;
    }

    private static LoadProtocol Protocol() => new(
        null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, null!, Some.Settings(), TimeProvider.System, NullLogger<LoadProtocol>.Instance);
}
