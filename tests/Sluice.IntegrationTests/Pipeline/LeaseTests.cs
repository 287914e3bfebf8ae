using Amazon.SQS.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Settling;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>How long messages in hand stay hidden, by a clock that the test moves.</summary>
[Trait("Category", "Integration")]
public sealed class LeaseTests(LocalCloudFixture fixture)
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_in_hand_is_kept_hidden_for_twelve_hours_and_no_longer()
    {
        using var sqs = fixture.Cloud.CreateSqsClient();
        var settings = ConfigurationLoader.Load(fixture.Cloud.ConfigPath);
        var domain = settings.Topology.FindDomain(LocalCloudFixture.SandboxDomain)!;
        await sqs.SendMessageAsync(fixture.Cloud.Queues[domain.Name], $"lease {Guid.NewGuid()}", Stop);
        var clock = new Clock(_start);
        using var keeper = new LeaseKeeper(sqs, new QueueUrls(settings), settings, clock, NullLogger<LeaseKeeper>.Instance);
        var delivery = await new MessageReceiver(sqs, new QueueUrls(settings), settings, clock).ReceiveAsync(domain, room: 1);
        keeper.Keep(delivery[0]);

        var ends = new List<DateTimeOffset>();
        for (; clock.Now < _start + TimeSpan.FromHours(13); clock.Now += TimeSpan.FromMinutes(3))
        {
            var before = delivery[0].Lease.Until;
            await keeper.ExtendDueAsync(Stop);
            if (delivery[0].Lease.Until != before)
            {
                before.ShouldBeGreaterThan(clock.Now, "it was never visible");
                ends.Add(delivery[0].Lease.Until);
            }
        }

        ends[0].ShouldBe(_start + TimeSpan.FromMinutes(18 + 30), "extended when less than half was left");
        ends[^1].ShouldBe(_start + TimeSpan.FromHours(12) - TimeSpan.FromMinutes(1));
        ends.Count.ShouldBeLessThan(50, "a request now and then");
        delivery[0].Lease.IsLost.ShouldBeFalse();
        keeper.IsTooShort(delivery[0]).ShouldBeTrue("no load may begin any more");
    }

    [Theory]
    [InlineData(29)]
    [InlineData(31)]
    public async Task Who_slept_longer_than_its_lease_leaves_the_dead_letter_to_others(int minutes)
    {
        using var sqs = fixture.Cloud.CreateSqsClient();
        var settings = ConfigurationLoader.Load(fixture.Cloud.ConfigPath);
        var domain = settings.Topology.FindDomain(LocalCloudFixture.SandboxDomain)!;
        var body = $"slept {Guid.NewGuid()}";
        await sqs.SendMessageAsync(fixture.Cloud.Queues[domain.Name], body, Stop);
        var (clock, urls) = (new Clock(_start), new QueueUrls(settings));
        using var keeper = new LeaseKeeper(sqs, urls, settings, clock, NullLogger<LeaseKeeper>.Instance);
        var letters = new DeadLetterQueue(sqs, urls, AgentIdentity.OfThisProcess(), clock, NullLogger<DeadLetterQueue>.Instance);
        var acknowledger = new Acknowledger(sqs, urls, keeper, letters, settings.Topology, NullLogger<Acknowledger>.Instance);
        var delivery = (await new MessageReceiver(sqs, urls, settings, clock).ReceiveAsync(domain, room: 1))[0];
        keeper.Keep(delivery);

        clock.Now += TimeSpan.FromMinutes(minutes);
        await acknowledger.AcknowledgeAsync(delivery, new LoadOutcome.DeadLetter(Failure.InvalidEvent("because"), TimeSpan.Zero));

        var sent = await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(fixture.Cloud.DeadLetterQueues[domain.Name]) { MaxNumberOfMessages = 10 }, Stop);
        (sent.Messages ?? []).Any(message => message.Body == body).ShouldBe(minutes < 30);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
