using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Sluice.Sandbox.Gateway;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// The local EventBridge: makes the event of each object created, matches it with the rules and sends what they make of it. As in
/// AWS, this happens after the upload was answered. What is on its way is sent before the bus stops, unless the emulator has died; what waits to be tried again is lost.
/// </summary>
internal sealed partial class EventBus : IObjectCreationSink, IAsyncDisposable
{
    private const int Capacity = 1024;
    private static readonly TimeSpan _drainLimit = TimeSpan.FromSeconds(5);

    private readonly EventBusOptions _options;
    private readonly EventCourier _courier;
    private readonly Sequencer _sequencer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Channel<ObjectCreatedEvent> _events = Channel.CreateBounded<ObjectCreatedEvent>(Capacity);
    private volatile BusRules _rules = BusRules.None;
    private Task _sender = Task.CompletedTask;

    public EventBus(EventBusOptions options, IQueueSender queues, TimeProvider time, Random random, ILogger logger)
    {
        _options = options;
        _courier = new EventCourier(queues, (rule, queue) => _rules.MayReach(rule, options.Account, queue), time, random, logger);
        _sequencer = new Sequencer(time);
        _time = time;
        _logger = logger;
    }

    /// <summary>Whether the rules are enabled; what is created while they are not raises no event.</summary>
    public bool IsEnabled { get; set; } = true;

    /// <summary>Starts to send; until then nothing is of interest.</summary>
    public void Start(BusRules rules)
    {
        _rules = rules;
        _sender = SendAllAsync();
    }

    public bool Wants(string bucket) => IsEnabled && _rules.Buckets.Contains(bucket);

    public ValueTask AcceptAsync(ObjectCreation creation, CancellationToken cancellationToken) => _events.Writer.WriteAsync(
        new ObjectCreatedEvent
        {
            EventId = Guid.NewGuid(),
            Account = _options.Account,
            Region = _options.Region,
            Time = _time.GetUtcNow(),
            Bucket = creation.Bucket,
            Key = creation.Key,
            SizeBytes = creation.Size,
            ETag = creation.ETag,
            VersionId = creation.VersionId,
            Sequencer = _sequencer.Next(),
            RequestId = creation.RequestId,
            Reason = creation.Reason,
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        _giveUp.CancelAfter(_drainLimit);
        await _sender;
        await _courier.DisposeAsync();
        _giveUp.Dispose();
    }

    private async Task SendAllAsync()
    {
        await foreach (var created in _events.Reader.ReadAllAsync())
        {
            var json = created.ToJson();
            using var document = JsonDocument.Parse(json);
            foreach (var rule in _rules.Rules.Where(rule => rule.Pattern.Matches(document.RootElement)))
            {
                foreach (var target in rule.Targets)
                {
                    await DeliverAsync(rule, target, document.RootElement, json, created.Time);
                }
            }
        }
    }

    // Whatever goes wrong with one event, the bus goes on with the next.
    private async Task DeliverAsync(EventRule rule, EventTarget target, JsonElement @event, string json, DateTimeOffset created)
    {
        try
        {
            var context = new TransformContext(rule.Arn, rule.Name, _time.GetUtcNow());
            var message = target.Transformer?.Transform(@event, context) ?? json;
            await _courier.DeliverAsync(new EventDelivery(rule, target, message, json, created), _giveUp.Token);
        }
        catch (Exception e)
        {
            LogLost(rule.Name, e.Message);
        }
    }

    [LoggerMessage(4, LogLevel.Error, "An event of rule {Rule} is lost: {Reason}")]
    private partial void LogLost(string rule, string reason);
}
