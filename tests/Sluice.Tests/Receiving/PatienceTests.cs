using Sluice.Failures;
using Sluice.Receiving;

namespace Sluice.Tests.Receiving;

[Trait("Category", "Unit")]
public sealed class PatienceTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(30);
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch;
    private readonly Patience _patience = new();

    [Fact]
    public void A_delivery_waits_for_ClickHouse_as_often_as_its_work_has_not_begun()
    {
        for (var n = 0; n < 100; n++)
        {
            Waits(Sink.ClickHouse, ErrorKind.Connection, wasUnderWay: false).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData((int)Sink.ClickHouse)]
    [InlineData((int)Sink.S3)]
    public void An_object_at_which_a_service_breaks_twice_is_a_suspect_and_spends_an_attempt(int sink)
    {
        Waits((Sink)sink, ErrorKind.Network, wasUnderWay: true).ShouldBeTrue();
        Waits((Sink)sink, ErrorKind.Network, wasUnderWay: false).ShouldBeTrue("others may break it as well");
        Waits((Sink)sink, ErrorKind.Network, wasUnderWay: true).ShouldBeFalse();
    }

    [Theory]
    [InlineData((int)Sink.S3, (int)ErrorKind.Throttled)]
    [InlineData((int)Sink.Table, (int)ErrorKind.Throttled)]
    [InlineData((int)Sink.Table, (int)ErrorKind.Database)]
    [InlineData((int)Sink.Credentials, (int)ErrorKind.Permission)]
    public void Too_much_to_do_a_table_that_is_shut_and_bad_credentials_make_no_object_a_suspect(int sink, int kind)
    {
        for (var n = 0; n < 100; n++)
        {
            Waits((Sink)sink, (ErrorKind)kind, wasUnderWay: true).ShouldBeTrue();
        }
    }

    [Fact]
    public void Waiting_has_an_end()
    {
        Waits(Sink.Table, ErrorKind.Throttled, wasUnderWay: true).ShouldBeTrue();
        Waits(Sink.Table, ErrorKind.Throttled, wasUnderWay: true, after: _limit).ShouldBeTrue();
        Waits(Sink.Table, ErrorKind.Throttled, wasUnderWay: true, after: _limit + TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _patience.Waits.ShouldBe(2);
    }

    [Fact]
    public void Another_object_of_the_message_is_no_suspect_yet()
    {
        Waits(Sink.ClickHouse, ErrorKind.Network, wasUnderWay: true).ShouldBeTrue();
        Waits(Sink.ClickHouse, ErrorKind.Network, wasUnderWay: true, key: "other").ShouldBeTrue();
        Waits(Sink.ClickHouse, ErrorKind.Network, wasUnderWay: true, key: "other").ShouldBeFalse();
    }

    private bool Waits(Sink sink, ErrorKind kind, bool wasUnderWay, TimeSpan after = default, string key = "key") =>
        _patience.AllowsWaiting(new Failure(kind, "because", sink), wasUnderWay ? key : null, _start + after, _limit);
}
