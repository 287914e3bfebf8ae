using Microsoft.Extensions.Logging;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// Delivers events as EventBridge does (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html): what a queue's policy does not let in, and
/// what cannot succeed, goes to the dead-letter queue at once; anything else is tried again by the target's retry policy, beside the events that follow.
/// </summary>
/// <param name="queues">Sends.</param>
/// <param name="mayReach">Whether a queue's policy lets a rule send.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Where the jitter comes from.</param>
/// <param name="logger">Hears of what could not be delivered.</param>
internal sealed partial class EventCourier(IQueueSender queues, Func<EventRule, string, bool> mayReach, TimeProvider time, Random random, ILogger logger) : IAsyncDisposable
{
    /// <summary>Most deliveries that wait to be tried again; one more is given up.</summary>
    public const int MaxWaiting = 1024;

    private const string Attempts = "MaximumRetryAttempts", Age = "MaximumEventAgeInSeconds";
    private static readonly Dictionary<string, string> _none = [];

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _waiting = [];
    private readonly Lock _gate = new();

    /// <summary>Tries once, and hands to a retry or the dead-letter queue what that did not deliver.</summary>
    /// <param name="delivery">What to deliver.</param>
    /// <param name="cancellationToken">Gives up; what follows this first try has <see cref="DisposeAsync"/> for it.</param>
    public async Task DeliverAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        if (await TryAsync(delivery, cancellationToken) is not { } failure)
        {
            return;
        }

        LogUndelivered(delivery.Rule.Name, delivery.Target.QueueArn, failure.Code, failure.Message);
        if (!failure.IsRetryable)
        {
            await DeadLetterAsync(delivery, failure, retries: 0, exhausted: null, cancellationToken);
        }
        else if (!TryRetry(delivery, failure))
        {
            LogTooMany(delivery.Rule.Name, MaxWaiting);
            await DeadLetterAsync(delivery, failure, retries: 0, exhausted: Attempts, cancellationToken);
        }
    }

    /// <summary>Gives up what waits to be tried again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
        }

        await Task.WhenAll(waiting);
        _stop.Dispose();
    }

    private bool TryRetry(EventDelivery delivery, DeliveryFailure failure)
    {
        lock (_gate)
        {
            if (_waiting.Count >= MaxWaiting)
            {
                return false;
            }

            var retry = RetryAsync(delivery, failure);
            _waiting.Add(retry);
            _ = retry.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return true;
        }
    }

    private void Forget(Task retry)
    {
        lock (_gate)
        {
            _waiting.Remove(retry);
        }
    }

    private async Task RetryAsync(EventDelivery delivery, DeliveryFailure first)
    {
        var (policy, failure) = (delivery.Target.Retries, first);
        try
        {
            for (var retry = 1; ; retry++)
            {
                var wait = RetryPolicy.Wait(retry, random.NextDouble());
                var isTooOld = time.GetUtcNow() + wait - delivery.Time > policy.MaximumEventAge;
                if (retry > policy.MaximumRetryAttempts || isTooOld)
                {
                    await DeadLetterAsync(delivery, failure, retry - 1, isTooOld ? Age : Attempts, _stop.Token);
                    return;
                }

                await Task.Delay(wait, time, _stop.Token);
                if (await TryAsync(delivery, _stop.Token) is not { } next)
                {
                    return;
                }

                failure = next;
                if (!failure.IsRetryable)
                {
                    await DeadLetterAsync(delivery, failure, retry, exhausted: null, _stop.Token);
                    return;
                }
            }
        }
        catch (Exception e)
        {
            LogLost(delivery.Rule.Name, e is OperationCanceledException ? $"the bus stopped while it was to be tried again: {failure.Message}" : e.Message);
        }
    }

    private Task<DeliveryFailure?> TryAsync(EventDelivery delivery, CancellationToken cancellationToken) => mayReach(delivery.Rule, delivery.Target.QueueArn)
        ? queues.SendAsync(delivery.Target.QueueArn, delivery.Message, _none, cancellationToken)
        : Task.FromResult<DeliveryFailure?>(Refusal(delivery.Target.QueueArn));

    private async Task DeadLetterAsync(EventDelivery delivery, DeliveryFailure failure, int retries, string? exhausted, CancellationToken cancellationToken)
    {
        if (delivery.Target.DeadLetterQueueArn is not { } queue)
        {
            LogLost(delivery.Rule.Name, $"its target has no dead-letter queue, and did not take it: {failure.Message}");
            return;
        }

        var refusal = mayReach(delivery.Rule, queue)
            ? await queues.SendAsync(queue, delivery.Event, DeadLetterAttributes.Of(delivery, failure, retries, exhausted), cancellationToken)
            : Refusal(queue);
        if (refusal is not null)
        {
            LogLost(delivery.Rule.Name, $"dead-letter queue {queue} did not take it: {refusal.Message}");
        }
    }

    private static DeliveryFailure Refusal(string queue) =>
        new(DeliveryFailure.NoPermissions, $"The policy of {queue} does not allow sqs:SendMessage to events.amazonaws.com for this rule.", IsRetryable: false);

    [LoggerMessage(1, LogLevel.Warning, "Rule {Rule} could not send to {Queue} ({Code}): {Reason}")]
    private partial void LogUndelivered(string rule, string queue, string code, string reason);

    [LoggerMessage(2, LogLevel.Error, "An event of rule {Rule} is lost: {Reason}")]
    private partial void LogLost(string rule, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Limit} events wait to be tried again: rule {Rule} gives another one up")]
    private partial void LogTooMany(string rule, int limit);
}
