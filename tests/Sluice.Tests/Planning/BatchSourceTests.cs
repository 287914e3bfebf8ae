using Sluice.Planning;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class BatchSourceTests : IDisposable
{
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(200);

    private readonly WatchedTime _time = new();
    private readonly BatchSource _source;

    public BatchSourceTests() => _source = new BatchSource(new LoadQueue(new BatchLimits(100, 64 << 20, _linger), new InsertSharing()), _time);

    [Fact]
    public async Task A_reader_that_waits_has_an_object_as_soon_as_it_comes()
    {
        var next = _source.NextAsync();
        next.IsCompleted.ShouldBeFalse();
        _source.TryAdd([Requests.Of(Some.Domain())]).ShouldBeTrue();

        (await next)!.Requests.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_batch_that_lingers_comes_by_itself()
    {
        _source.Expect(Some.Domain(), isMoreExpected: true);
        _source.TryAdd(Requests.Many(Some.Domain(), 10));
        _source.IsMoreExpected.ShouldBeTrue();
        var next = _source.NextAsync();

        (await _time.PassAsync()).ShouldBe(_linger);
        (await next)!.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_receive_that_brings_nothing_ends_the_lingering()
    {
        _source.Expect(Some.Domain(), isMoreExpected: true);
        _source.TryAdd(Requests.Many(Some.Domain(), 10));
        var next = _source.NextAsync();
        next.IsCompleted.ShouldBeFalse();

        _source.Expect(Some.Domain(), isMoreExpected: false);
        (await next)!.Requests.Count.ShouldBe(10);
    }

    [Fact]
    public async Task In_the_end_what_waits_is_handed_out_and_nothing_is_taken_any_more()
    {
        _source.Expect(Some.Domain(), isMoreExpected: true);
        _source.TryAdd(Requests.Many(Some.Domain(), 10));
        var next = _source.NextAsync();
        _source.Drain();
        (await next)!.Requests.Count.ShouldBe(10);

        var last = _source.NextAsync();
        _source.Complete();
        (await last).ShouldBeNull();
        _source.TryAdd([Requests.Of(Some.Domain())]).ShouldBeFalse();
    }

    public void Dispose() => _source.Dispose();
}
