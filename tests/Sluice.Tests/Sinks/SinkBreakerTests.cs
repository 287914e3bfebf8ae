using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Failures;
using Sluice.Sinks;

namespace Sluice.Tests.Sinks;

[Trait("Category", "Unit")]
public sealed class SinkBreakerTests : IAsyncDisposable
{
    private static readonly Failure _failure = new(ErrorKind.Connection, "gone", Sink.ClickHouse);

    private readonly WatchedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SinkBreaker _breaker;
    private readonly Task _running;
    private TaskCompletionSource<bool> _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SinkBreakerTests()
    {
        _breaker = new SinkBreaker(
            Sink.ClickHouse,
            async _ =>
            {
                _probed.SetResult(true);
                return await _answer.Task ? null : _failure;
            },
            _time,
            NullLogger.Instance);
        _running = _breaker.RunAsync(_stop.Token);
    }

    [Fact]
    public async Task It_is_closed_until_something_fails()
    {
        _breaker.IsOpen.ShouldBeFalse();
        await _breaker.WhenClosedAsync(CancellationToken.None);
    }

    [Fact]
    public async Task It_stays_open_through_growing_pauses_until_a_probe_succeeds()
    {
        _breaker.Open(_failure);
        var closed = _breaker.WhenClosedAsync(CancellationToken.None);
        await ProbedAsync();
        Answer(false);

        foreach (var pause in (int[])[1, 2, 4, 8])
        {
            await ProbedAfterAsync(TimeSpan.FromSeconds(pause));
            (_breaker.IsOpen, closed.IsCompleted).ShouldBe((true, false));
            Answer(false);
        }

        await ProbedAfterAsync(TimeSpan.FromSeconds(16));
        Answer(true);
        await closed;
        _breaker.IsOpen.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_that_only_broke_costs_no_pause_however_often()
    {
        for (var n = 0; n < 3; n++)
        {
            _breaker.Open(_failure);
            await ProbedAsync();
            Answer(true);
            await _breaker.WhenClosedAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_sink_that_has_too_much_to_do_again_at_once_is_given_a_longer_pause()
    {
        var throttled = _failure with { Kind = ErrorKind.Throttled };
        _breaker.Open(throttled);
        await ProbedAfterAsync(TimeSpan.FromSeconds(1));
        Answer(true);
        await _breaker.WhenClosedAsync(CancellationToken.None);

        _breaker.Open(throttled);
        await ProbedAfterAsync(TimeSpan.FromSeconds(2));
        Answer(true);
        await _breaker.WhenClosedAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ProbedAfterAsync(TimeSpan pause)
    {
        (await _time.PassAsync()).ShouldBe(pause);
        await ProbedAsync();
    }

    private async Task ProbedAsync()
    {
        await _probed.Task.WaitAsync(TestContext.Current.CancellationToken);
        _probed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Answer(bool works)
    {
        var answer = _answer;
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        answer.SetResult(works);
    }
}
