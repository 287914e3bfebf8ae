using System.Net;
using System.Text;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Tests.Planning;

[Trait("Category", "Unit")]
public sealed class ConcurrencyControlTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly SluiceSettings _settings = Some.Settings();
    private readonly WorkerSlots _slots = new(PipelineLimits.MinConcurrency);
    private readonly QueueTally _queues = new();
    private readonly Metrics _metrics = new();
    private readonly BatchSource _source;
    private readonly ClickHouseClient _client;
    private readonly ServerHealthWatch _health;
    private readonly ConcurrencyControl _control;

    public ConcurrencyControlTests()
    {
        _source = new BatchSource(new LoadQueue(BatchLimits.Of(_settings), new InsertSharing()), _time);
        _client = new ClickHouseClient(new ClickHouseClientSettings { HttpClient = new HttpClient(_metrics) });
        _health = new ServerHealthWatch(new ServerHealthReader(_client, _settings.Topology), _time, NullLogger<ServerHealthWatch>.Instance);
        _control = new ConcurrencyControl(_slots, _source, _queues, _health, _settings, _time);
    }

    private Domain Market => _settings.Topology.FindDomain("market")!;

    public async ValueTask InitializeAsync()
    {
        for (var worker = 0; worker < PipelineLimits.MinConcurrency; worker++)
        {
            await _slots.EnterAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _control.Dispose();
        _health.Dispose();
        _client.Dispose();
        _metrics.Dispose();
        _source.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_grows_when_more_than_20_messages_wait_and_all_workers_are_at_work()
    {
        Wait(20);
        (await LookAsync()).ShouldBe(5);
        _metrics.Questions.ShouldBe(0, "there was nothing to decide");

        _source.TryAdd(Requests.Many(Market, 1));
        _slots.Leave();
        (await LookAsync()).ShouldBe(5, "a worker has nothing to do");

        await _slots.EnterAsync();
        (await LookAsync()).ShouldBe(7, "what is in hand waits too");
        _metrics.Questions.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task A_receive_that_came_back_full_tells_where_SQS_does_not_or_said_otherwise_a_minute_ago(int? known)
    {
        _queues.Measured(Market, known is { } waiting ? new QueueDepth(waiting, 0) : null);
        (await LookAsync()).ShouldBe(5);

        _source.Expect(_settings.Topology.Domains[^1], isMoreExpected: true);

        (await LookAsync()).ShouldBe(7);
    }

    [Fact]
    public async Task It_gives_way_to_a_strained_server_and_rests()
    {
        Wait(100);
        await GrowAsync(9);

        _metrics.DelayedInserts = 1;
        (await LookAsync()).ShouldBe(6);
        _metrics.DelayedInserts = 0;
        Load(100);
        (await LookAsync()).ShouldBe(6);
    }

    [Fact]
    public async Task A_rest_does_not_outlast_the_backlog_that_it_began_in()
    {
        Wait(100);
        await GrowAsync(7);
        _metrics.DelayedInserts = 1;
        (await LookAsync()).ShouldBe(5);
        _metrics.DelayedInserts = 0;
        (await LookAsync()).ShouldBe(5, "it rests");

        Wait(0);
        var asked = _metrics.Questions;
        (await LookAsync()).ShouldBe(5);
        _metrics.Questions.ShouldBe(asked);

        Wait(100);
        (await LookAsync()).ShouldBe(7);
    }

    [Fact]
    public async Task Only_what_was_loaded_is_work()
    {
        var failure = new Failure(ErrorKind.Database, "is down", Sink.ClickHouse);
        Wait(100);
        await GrowAsync(7);
        foreach (var outcome in (LoadOutcome[])[new LoadOutcome.Released(), new LoadOutcome.Held(failure), new LoadOutcome.RetryLater(failure, default), new LoadOutcome.DeadLetter(failure, default)])
        {
            Load(100, outcome);
        }

        (await LookAsync()).ShouldBe(7, "nothing says what seven bring");
        Load(7);
        Load(7, new LoadOutcome.AlreadyLoaded());
        (await LookAsync()).ShouldBe(9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(61)]
    public async Task Where_each_worker_brings_as_much_as_any_other_no_step_is_taken_back_however_long_loads_take(int seconds)
    {
        var limits = await WorkAsync(60 * Math.Max(5, seconds), _ => seconds);

        limits.ShouldBeInOrder(SortDirection.Ascending);
        limits[^1].ShouldBe(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(61)]
    public async Task Where_more_than_nine_workers_share_what_nine_can_do_it_stays_with_nine(int seconds)
    {
        var limits = await WorkAsync(60 * Math.Max(5, seconds), workers => seconds * Math.Max(1, workers / 9.0));

        limits.ShouldContain(9);
        limits.Max().ShouldBe(11, "it is tried");
        limits.SkipWhile(limit => limit < 11).ShouldAllBe(limit => limit == 9 || limit == 11);
    }

    /// <summary>Lets workers load for a time, each load as long as a number of workers makes it.</summary>
    /// <returns>The limit after each look.</returns>
    private async Task<List<int>> WorkAsync(int seconds, Func<int, double> durationOf)
    {
        Wait(100);
        var (workers, limits, limit) = (new List<(long Started, double Seconds)>(), new List<int>(), 5);
        for (var second = 0; second < seconds; second++)
        {
            while (workers.Count < limit)
            {
                workers.Add((_time.GetTimestamp(), durationOf(limit)));
            }

            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var ended in workers.Where(worker => _time.GetElapsedTime(worker.Started).TotalSeconds >= worker.Seconds).ToList())
            {
                workers.Remove(ended);
                _control.Did(ended.Started, [new LoadResult(Requests.Of(Market), new LoadOutcome.Loaded(1))]);
            }

            if (second % 5 == 4)
            {
                limit = await LookAsync(seconds: 0);
                limits.Add(limit);
                await AllWorkAsync();
            }
        }

        return limits;
    }

    private void Wait(int messages) => _queues.Measured(Market, new QueueDepth(messages, 0));

    /// <summary>Batches that begin now and take a second.</summary>
    private void Load(int batches, LoadOutcome? outcome = null)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var batch = 0; batch < batches; batch++)
        {
            _control.Did(_time.GetTimestamp() - _time.TimestampFrequency, [new LoadResult(Requests.Of(Market), outcome ?? new LoadOutcome.Loaded(1))]);
        }
    }

    private async Task<int> LookAsync(int seconds = 5)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await _control.LookAsync(TestContext.Current.CancellationToken);
        return _slots.Limit;
    }

    private async Task AllWorkAsync()
    {
        while (!_slots.AreBusy)
        {
            await _slots.EnterAsync();
        }
    }

    private async Task GrowAsync(int limit)
    {
        while (_slots.Limit < limit)
        {
            Load(100);
            await LookAsync();
            await AllWorkAsync();
        }
    }

    /// <summary>A server that answers any question with what it is busy with.</summary>
    private sealed class Metrics : HttpMessageHandler
    {
        public int Questions { get; private set; }

        public long DelayedInserts { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Questions++;
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Rows()), RequestMessage = request };
            return Task.FromResult(answer);
        }

        /// <summary>RowBinaryWithNamesAndTypes.</summary>
        private byte[] Rows()
        {
            using var stream = new MemoryStream();
            using var rows = new BinaryWriter(stream, Encoding.UTF8);
            rows.Write((byte)2);
            foreach (var text in (string[])["metric", "value", "String", "Int64"])
            {
                rows.Write(text);
            }

            foreach (var (metric, value) in new[] { ("Query", 1), ("Merge", 0), ("MemoryTracking", 0), ("DelayedInserts", DelayedInserts) })
            {
                rows.Write(metric);
                rows.Write(value);
            }

            return stream.ToArray();
        }
    }
}
