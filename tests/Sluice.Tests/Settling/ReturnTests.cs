using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Amazon.SQS;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry;
using Sluice.Tests.Planning;
using Sluice.Topology;

namespace Sluice.Tests.Settling;

/// <summary>Messages that come back: ten to a request, all requests at once, and each message for itself.</summary>
[Trait("Category", "Unit")]
public sealed class ReturnTests : IDisposable
{
    private const int SettleFailed = 304;

    private readonly AnsweringSqs _sqs = new();
    private readonly FakeTimeProvider _time = new();
    private readonly SluiceSettings _settings = Some.Settings();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Lines _lines = new();
    private readonly LeaseKeeper _leases;
    private readonly SluiceDiagnostics _diagnostics;
    private readonly Settlement _settlement;

    public ReturnTests()
    {
        var urls = new QueueUrls(_settings);
        _leases = new LeaseKeeper(_sqs, urls, _settings, _time, NullLogger<LeaseKeeper>.Instance);
        _diagnostics = new SluiceDiagnostics(_services.GetRequiredService<IMeterFactory>());
        var letters = new DeadLetterQueue(_sqs, urls, AgentIdentity.OfThisProcess(), _time, NullLogger<DeadLetterQueue>.Instance);
        var acknowledger = new Acknowledger(_sqs, urls, _leases, letters, _settings.Topology, NullLogger<Acknowledger>.Instance);
        _settlement = new Settlement(acknowledger, new ObjectTraces(_diagnostics, _settings.Topology, _time), [], _time, _lines);
    }

    private Domain Market => _settings.Topology.FindDomain("market")!;

    public void Dispose()
    {
        _diagnostics.Dispose();
        _services.Dispose();
        _leases.Dispose();
        _sqs.Dispose();
    }

    [Fact]
    public async Task They_go_back_ten_to_a_request_without_waiting_for_one_another()
    {
        _sqs.AnswersAfter = 4;
        var requests = Kept([.. Requests.Many(Market, 25), .. Requests.Many(_settings.Topology.FindDomain("product")!, 1)]);

        var settled = await SettleAsync(requests, _ => new LoadOutcome.Released());

        settled.ShouldBe(requests.Select(request => request.Delivery));
        _leases.InHand.ShouldBeEmpty("an extension would hide them again");
        _sqs.Requests.Select(request => (request.QueueUrl.Split('/')[^1], request.Entries.Count))
            .ShouldBe([("dev-market-load-queue", 10), ("dev-market-load-queue", 10), ("dev-market-load-queue", 5), ("dev-product-load-queue", 1)]);
        var entries = _sqs.Requests.SelectMany(request => request.Entries).ToList();
        entries.Select(entry => entry.ReceiptHandle).ShouldBe(requests.Select(request => request.Delivery.ReceiptHandle));
        entries.ShouldAllBe(entry => entry.VisibilityTimeout == 0);
    }

    [Fact]
    public async Task Each_has_its_own_delay()
    {
        var requests = Kept(Requests.Many(Market, 3));

        await SettleAsync(requests, n => n == 0 ? new LoadOutcome.Released() : new LoadOutcome.RetryLater(new Failure(ErrorKind.Format, "is no Parquet"), TimeSpan.FromSeconds(n * 10)));

        _sqs.Requests.ShouldHaveSingleItem().Entries.Select(entry => entry.VisibilityTimeout).ShouldBe([0, 10, 20]);
        _lines.Of(LogEvents.ObjectRetried).Count.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_fails_is_said_to_have_failed_and_only_that_one()
    {
        var requests = Kept(Requests.Many(Market, 12));
        _sqs.Fails = entry => entry.ReceiptHandle == requests[11].Delivery.ReceiptHandle;

        var settled = await SettleAsync(requests, _ => new LoadOutcome.Released());

        settled.Count.ShouldBe(12, "it is out of hand");
        _lines.Of(SettleFailed).ShouldHaveSingleItem().ShouldContain(requests[11].Key);
    }

    [Fact]
    public async Task A_request_that_fails_is_said_of_each_of_its_messages()
    {
        _sqs.Throws = new AmazonSQSException("no answer");
        var requests = Kept(Requests.Many(Market, 12));

        (await SettleAsync(requests, _ => new LoadOutcome.Released())).Count.ShouldBe(12);

        _lines.Of(SettleFailed).Count.ShouldBe(12);
    }

    [Fact]
    public async Task Nothing_is_sent_for_one_whose_lease_is_lost()
    {
        var requests = Kept(Requests.Many(Market, 2));
        requests[0].Delivery.Lease.Lose();

        (await SettleAsync(requests, _ => new LoadOutcome.Released())).Count.ShouldBe(2);

        _sqs.Requests.ShouldHaveSingleItem().Entries.ShouldHaveSingleItem().ReceiptHandle.ShouldBe(requests[1].Delivery.ReceiptHandle);
        _lines.Of(SettleFailed).ShouldBeEmpty();
    }

    private IReadOnlyList<LoadRequest> Kept(IReadOnlyList<LoadRequest> requests)
    {
        foreach (var request in requests)
        {
            _leases.Keep(request.Delivery);
        }

        return requests;
    }

    private Task<IReadOnlyList<Delivery>> SettleAsync(IReadOnlyList<LoadRequest> requests, Func<int, LoadOutcome> outcomeOf) =>
        _settlement.SettleAsync(_settlement.Begin(), [.. requests.Select((request, n) => new LoadResult(request, outcomeOf(n)))]);

    private sealed class Lines : ILogger<Settlement>
    {
        private readonly ConcurrentQueue<(int Event, string Text)> _lines = new();

        public IReadOnlyList<string> Of(int @event) => [.. _lines.Where(line => line.Event == @event).Select(line => line.Text)];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
