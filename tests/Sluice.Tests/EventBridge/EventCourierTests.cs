using System.Collections.Concurrent;
using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Tests.EventBridge;

/// <summary>How EventBridge delivers, on a clock that only moves when told.</summary>
[Trait("Category", "Unit")]
public sealed class EventCourierTests : IAsyncDisposable
{
    private const string Load = "arn:aws:sqs:us-east-1:000000000000:load";
    private const string Undelivered = "arn:aws:sqs:us-east-1:000000000000:undelivered";
    private const string RuleArn = "arn:aws:events:us-east-1:000000000000:rule/created";

    private static readonly DeliveryFailure _busy = new(DeliveryFailure.Throttling, "Too busy.", IsRetryable: true);
    private static readonly DeliveryFailure _gone = new(DeliveryFailure.NoResource, "Gone.", IsRetryable: false);

    private readonly WatchedTime _time = new();
    private readonly LogLines _log = new();
    private readonly ScriptedSender _sender = new();
    private readonly HashSet<string> _closed = [];
    private readonly EventCourier _courier;

    public EventCourierTests() => _courier = NewCourier();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _courier.DisposeAsync();
        _sender.Dispose();
    }

    [Fact]
    public async Task What_the_queues_policy_does_not_let_in_is_not_tried_and_goes_to_the_dead_letter_queue()
    {
        _closed.Add(Load);

        await _courier.DeliverAsync(Delivery(), Stop);

        var letter = _sender.Sent.ShouldHaveSingleItem();
        (letter.QueueArn, letter.Body).ShouldBe((Undelivered, "event"));
        letter.Attributes.ShouldBe(
            new Dictionary<string, string>
            {
                ["RULE_ARN"] = RuleArn,
                ["TARGET_ARN"] = Load,
                ["ERROR_CODE"] = "NO_PERMISSIONS",
                ["ERROR_MESSAGE"] = $"The policy of {Load} does not allow sqs:SendMessage to events.amazonaws.com for this rule.",
                ["RETRY_ATTEMPTS"] = "0",
            },
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_not_tried_again()
    {
        _sender.Answers.Enqueue(_gone);

        await _courier.DeliverAsync(Delivery(), Stop);

        _sender.Sent.Select(sent => sent.QueueArn).ShouldBe([Load, Undelivered]);
        _sender.Sent.Last().Attributes.ShouldContainKeyAndValue("ERROR_CODE", "NO_RESOURCE");
        _sender.Sent.Last().Attributes.ShouldNotContainKey("EXHAUSTED_RETRY_CONDITION");
    }

    [Fact]
    public async Task Each_wait_is_twice_the_last_and_what_is_taken_at_last_is_no_dead_letter()
    {
        _sender.Answers.Enqueue(_busy, _busy, _busy);
        await _courier.DeliverAsync(Delivery(), Stop);

        var waits = new[] { await _time.PassAsync(), await _time.PassAsync(), await _time.PassAsync() };
        await _sender.HasSentAsync(4, Stop);

        waits.Select(wait => wait.TotalSeconds).ShouldBe([1, 2, 4]);
        _sender.Sent.ShouldAllBe(sent => sent.QueueArn == Load && sent.Body == "message");
    }

    [Fact]
    public async Task The_events_that_follow_do_not_wait_for_a_retry()
    {
        _sender.Answers.Enqueue(_busy);

        await _courier.DeliverAsync(Delivery(), Stop);
        await _courier.DeliverAsync(Delivery() with { Message = "second" }, Stop);
        await _time.PassAsync();
        await _sender.HasSentAsync(3, Stop);

        _sender.Sent.Select(sent => sent.Body).ShouldBe(["message", "second", "message"]);
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_a_dead_letter_that_says_so()
    {
        _sender.Always = _busy;

        await _courier.DeliverAsync(Delivery(new RetryPolicy { MaximumRetryAttempts = 2 }), Stop);
        await _time.PassAsync();
        await _time.PassAsync();
        await _sender.HasSentAsync(4, Stop);

        var letter = _sender.Sent.Last();
        letter.QueueArn.ShouldBe(Undelivered);
        letter.Attributes.ShouldContainKeyAndValue("EXHAUSTED_RETRY_CONDITION", "MaximumRetryAttempts");
        letter.Attributes.ShouldContainKeyAndValue("RETRY_ATTEMPTS", "2");
        letter.Attributes.ShouldContainKeyAndValue("ERROR_CODE", "THROTTLING");
        letter.Attributes.ShouldContainKeyAndValue("ERROR_MESSAGE", "Too busy.");
    }

    [Fact]
    public async Task What_would_be_too_old_at_the_next_attempt_is_a_dead_letter_that_says_so()
    {
        _sender.Always = _busy;

        await _courier.DeliverAsync(Delivery(new RetryPolicy { MaximumEventAge = TimeSpan.FromSeconds(60) }), Stop);
        for (var retry = 1; retry <= 5; retry++)
        {
            await _time.PassAsync();
        }

        await _sender.HasSentAsync(7, Stop);
        _sender.Sent.Last().Attributes.ShouldContainKeyAndValue("EXHAUSTED_RETRY_CONDITION", "MaximumEventAgeInSeconds");
        _sender.Sent.Last().Attributes.ShouldContainKeyAndValue("RETRY_ATTEMPTS", "5");
    }

    [Fact]
    public async Task A_retry_that_cannot_succeed_any_more_is_the_last()
    {
        _sender.Answers.Enqueue(_busy, _gone);

        await _courier.DeliverAsync(Delivery(), Stop);
        await _time.PassAsync();
        await _sender.HasSentAsync(3, Stop);

        _sender.Sent.Last().Attributes.ShouldContainKeyAndValue("ERROR_CODE", "NO_RESOURCE");
        _sender.Sent.Last().Attributes.ShouldContainKeyAndValue("RETRY_ATTEMPTS", "1");
    }

    [Fact]
    public async Task Without_a_dead_letter_queue_it_is_gone_and_the_log_says_so()
    {
        _sender.Answers.Enqueue(_gone);
        var delivery = Delivery();

        await _courier.DeliverAsync(delivery with { Target = delivery.Target with { DeadLetterQueueArn = null } }, Stop);

        _sender.Sent.Count.ShouldBe(1);
        _log.Lines.Last().ShouldBe("An event of rule created is lost: its target has no dead-letter queue, and did not take it: Gone.");
    }

    [Fact]
    public async Task A_dead_letter_queue_that_lets_nothing_in_loses_it_and_the_log_says_so()
    {
        _closed.UnionWith([Load, Undelivered]);

        await _courier.DeliverAsync(Delivery(), Stop);

        _sender.Sent.ShouldBeEmpty();
        _log.Lines.Last().ShouldContain($"dead-letter queue {Undelivered} did not take it");
    }

    [Fact]
    public async Task As_many_wait_as_may_and_one_more_is_given_up_at_once()
    {
        _sender.Always = _busy;
        for (var n = 0; n < EventCourier.MaxWaiting; n++)
        {
            await _courier.DeliverAsync(Delivery(), Stop);
        }

        _sender.Sent.ShouldAllBe(sent => sent.QueueArn == Load);
        await _courier.DeliverAsync(Delivery(), Stop);

        _sender.Sent.Last().QueueArn.ShouldBe(Undelivered);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_what_is_to_be_tried_again()
    {
        _sender.Answers.Enqueue(_busy);
        await using (var courier = NewCourier())
        {
            await courier.DeliverAsync(Delivery(), Stop);
        }

        _log.Lines.Last().ShouldContain("the bus stopped while it was to be tried again");
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0.5)]
    [InlineData(4, 0.5, 6)]
    [InlineData(11, 0, 600)]
    [InlineData(185, 1, 300)]
    public void A_wait_is_doubled_up_to_ten_minutes_and_half_of_it_is_chance(int retry, double jitter, double seconds) =>
        RetryPolicy.Wait(retry, jitter).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void By_default_it_is_tried_for_a_day_and_185_times() =>
        (RetryPolicy.Default.MaximumEventAge, RetryPolicy.Default.MaximumRetryAttempts).ShouldBe((TimeSpan.FromHours(24), 185));

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", "ERROR_FROM_TARGET", true)]
    [InlineData(HttpStatusCode.InternalServerError, "InternalFailure", "ERROR_FROM_TARGET", true)]
    [InlineData(HttpStatusCode.BadRequest, "RequestThrottled", "THROTTLING", true)]
    [InlineData(HttpStatusCode.TooManyRequests, "", "THROTTLING", true)]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied", "NO_PERMISSIONS", false)]
    [InlineData(HttpStatusCode.BadRequest, "InvalidMessageContents", "INVALID_PARAMETER", false)]
    [InlineData(0, "", "CONNECTION_FAILURE", true)]
    public void An_answer_of_SQS_has_its_code(HttpStatusCode status, string answered, string code, bool isRetryable)
    {
        var failure = QueueSender.FailureOf(new AmazonSQSException("no") { StatusCode = status, ErrorCode = answered });

        failure.ShouldBe(new DeliveryFailure(code, "no", isRetryable));
    }

    [Fact]
    public void A_queue_that_does_not_exist_is_no_resource() =>
        QueueSender.FailureOf(new QueueDoesNotExistException("gone") { StatusCode = HttpStatusCode.BadRequest }).ShouldBe(new DeliveryFailure("NO_RESOURCE", "gone", IsRetryable: false));

    private EventCourier NewCourier() => new(_sender, (_, queue) => !_closed.Contains(queue), _time, new LongestWaits(), _log);

    private EventDelivery Delivery(RetryPolicy? retries = null) => new(
        new EventRule("created", RuleArn, EventPattern.Parse("""{"source":["aws.s3"]}"""), []),
        new EventTarget(Load, null, Undelivered, retries ?? RetryPolicy.Default),
        "message",
        "event",
        _time.GetUtcNow());

    private sealed class LongestWaits : Random
    {
        public override double NextDouble() => 0;
    }

    private sealed class ScriptedSender : IQueueSender, IDisposable
    {
        private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

        private readonly SemaphoreSlim _sends = new(0);
        private int _seen;

        public ConcurrentQueue<(string QueueArn, string Body, Dictionary<string, string> Attributes)> Sent { get; } = new();

        /// <summary>What the target answers, one after the other; then it takes everything.</summary>
        public AnswerQueue Answers { get; } = new();

        /// <summary>What the target answers to the end.</summary>
        public DeliveryFailure? Always { get; set; }

        public Task<DeliveryFailure?> SendAsync(string queueArn, string body, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken)
        {
            Sent.Enqueue((queueArn, body, new(attributes)));
            _sends.Release();
            return Task.FromResult(queueArn == Undelivered ? null : Always ?? Answers.Next());
        }

        public void Dispose() => _sends.Dispose();

        public async Task HasSentAsync(int count, CancellationToken cancellationToken)
        {
            for (; _seen < count; _seen++)
            {
                (await _sends.WaitAsync(_deadline, cancellationToken)).ShouldBeTrue($"{_seen} of {count} sends were made");
            }
        }
    }

    private sealed class AnswerQueue
    {
        private readonly Queue<DeliveryFailure> _answers = new();

        public void Enqueue(params DeliveryFailure[] failures) => Array.ForEach(failures, _answers.Enqueue);

        public DeliveryFailure? Next() => _answers.TryDequeue(out var failure) ? failure : null;
    }

    private sealed class LogLines : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
