using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sluice.Sandbox.EventBridge;
using Sluice.Sandbox.Gateway;
using Sluice.Sandbox.Policies;

namespace Sluice.Tests.Sandbox;

[Trait("Category", "Unit")]
public sealed class EventBusTests
{
    private const string Load = "arn:aws:sqs:us-east-1:000000000000:load";
    private const string Undelivered = "arn:aws:sqs:us-east-1:000000000000:undelivered";

    private readonly RecordingSender _sender = new();
    private CloudPolicies _policies = QueuePolicies.Letting("arn", Load, Undelivered);

    [Fact]
    public async Task What_is_on_its_way_is_sent_before_the_bus_stops()
    {
        await RunAsync(Target(), Created("a.parquet"), Created("b.parquet"), Created("c.parquet"));

        _sender.Sent.ShouldBe([(Load, "\"a.parquet\""), (Load, "\"b.parquet\""), (Load, "\"c.parquet\"")]);
    }

    [Fact]
    public async Task An_event_that_no_rule_matches_goes_nowhere()
    {
        await RunAsync(Target(), Created("notes.txt"));

        _sender.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_target_without_a_transformer_gets_the_whole_event()
    {
        await RunAsync(Target() with { Transformer = null }, Created("a.parquet"));

        var (_, body) = _sender.Sent.ShouldHaveSingleItem();
        body.ShouldContain("\"detail-type\":\"Object Created\"");
        body.ShouldContain("\"reason\":\"CopyObject\"");
    }

    [Fact]
    public async Task What_cannot_be_sent_goes_to_the_dead_letter_queue_as_it_came_and_the_next_is_sent()
    {
        _sender.Refuse(Load, times: 1);

        await RunAsync(Target(), Created("a.parquet"), Created("b.parquet"));

        _sender.Sent.Select(sent => sent.QueueArn).ShouldBe([Undelivered, Load]);
        _sender.Sent[0].Body.ShouldContain("\"key\":\"a.parquet\"");
        _sender.Sent[1].Body.ShouldBe("\"b.parquet\"");
    }

    [Fact]
    public async Task A_sender_that_breaks_does_not_stop_the_bus()
    {
        _sender.BreakOnce();

        await RunAsync(Target(), Created("a.parquet"), Created("b.parquet"));

        _sender.Sent.ShouldHaveSingleItem().Body.ShouldBe("\"b.parquet\"");
    }

    [Fact]
    public async Task A_queue_whose_policy_does_not_let_the_rule_in_gets_nothing_and_the_dead_letter_queue_everything()
    {
        _policies = QueuePolicies.Letting("arn", Undelivered);

        await RunAsync(Target(), Created("a.parquet"));

        _sender.Sent.ShouldHaveSingleItem().QueueArn.ShouldBe(Undelivered);
    }

    private static EventTarget Target() => new(
        Load, new InputTransformer(new Dictionary<string, string> { ["key"] = "$.detail.object.key" }, "\"<key>\""), Undelivered, RetryPolicy.Default);

    private static ObjectCreation Created(string key) =>
        new("bucket", key, 2000, "etag", null, ObjectCreatedReason.CopyObject, "request");

    private async Task RunAsync(EventTarget target, params ObjectCreation[] creations)
    {
        var rule = new EventRule("rule", "arn", EventPattern.Parse("""{"detail":{"object":{"key":[{"suffix":".parquet"}]}}}"""), [target]);
        await using var bus = new EventBus(
            new EventBusOptions("000000000000", "us-east-1"), _sender, new FakeTimeProvider(), new Random(1), NullLogger.Instance);
        bus.Wants("bucket").ShouldBeFalse("nothing is of interest before the rules are there");
        bus.Start(new BusRules(FrozenSet.Create("bucket"), [rule], FrozenSet.Create(Load, Undelivered), _policies));
        bus.Wants("bucket").ShouldBeTrue();
        bus.Wants("another").ShouldBeFalse();
        foreach (var creation in creations)
        {
            await bus.AcceptAsync(creation, TestContext.Current.CancellationToken);
        }
    }

    private sealed class RecordingSender : IQueueSender
    {
        private readonly Dictionary<string, int> _refusals = [];
        private bool _breaks;

        public List<(string QueueArn, string Body)> Sent { get; } = [];

        public void Refuse(string queueArn, int times) => _refusals[queueArn] = times;

        public void BreakOnce() => _breaks = true;

        public Task<DeliveryFailure?> SendAsync(string queueArn, string body, IReadOnlyDictionary<string, string> attributes, CancellationToken cancellationToken)
        {
            if (_breaks)
            {
                _breaks = false;
                throw new InvalidOperationException("It broke.");
            }

            if (_refusals.GetValueOrDefault(queueArn) > 0)
            {
                _refusals[queueArn]--;
                return Task.FromResult<DeliveryFailure?>(new(DeliveryFailure.NoResource, "The queue is not there.", IsRetryable: false));
            }

            Sent.Add((queueArn, body));
            return Task.FromResult<DeliveryFailure?>(null);
        }
    }
}
