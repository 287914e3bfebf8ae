using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Telemetry;

namespace Sluice.Settling;

/// <summary>Settles every delivery exactly once and says in one log line how its attempt ended and how long each stage took (R2).</summary>
internal sealed class Settlement(
    Acknowledger acknowledger, ObjectTraces traces, IEnumerable<ISettlementObserver> observers, TimeProvider time, ILogger<Settlement> logger)
{
    private readonly ImmutableArray<ISettlementObserver> _observers = [.. observers];

    /// <summary>Marks the start of the Load stage.</summary>
    public Attempt Begin() => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>
    /// Settles the requests of a batch, each by its own outcome; a message that asks for several objects with the last of them. One that is held is only noted.
    /// </summary>
    /// <returns>The deliveries that are settled.</returns>
    public async Task<IReadOnlyList<Delivery>> SettleAsync(Attempt attempt, IReadOnlyList<LoadResult> results)
    {
        var load = time.GetElapsedTime(attempt.LoadStarted);
        var (settling, begun) = (time.GetTimestamp(), time.GetUtcNow());
        var joined = results.Select(result => result.Outcome is LoadOutcome.Held ? null : DeliveryOutcome.Join(result.Request.Shared, result.Outcome)).ToList();
        var untold = await TellAsync([.. results.Zip(joined, (result, whole) => (result.Request.Delivery, whole))]);
        var settled = new List<Delivery>();
        foreach (var (result, whole) in results.Zip(joined))
        {
            var (request, outcome) = (result.Request, result.Outcome);
            var span = traces.BeginSettle(request.Trace, begun);
            settled.AddRange(whole is null ? [] : [request.Delivery]);
            var holds = whole is LoadOutcome.DeadLetter
                ? await AcknowledgeAsync(request.Delivery, Subject(request), whole)
                : IsTold(request, whole, whole is null ? null : untold.GetValueOrDefault(request.Delivery));
            var timings = new Timings(Queued(request.Delivery, attempt), load, time.GetElapsedTime(settling));
            Tell(SettledAttempt.Of(result, timings, time.GetUtcNow()));
            if (holds)
            {
                Log(request, outcome, timings);
            }

            traces.EndSettle(request.Trace, span, outcome, holds);
        }

        return settled;
    }

    /// <summary>Tells SQS of what is done and of what comes back, many at a time; each dead letter is sent by itself.</summary>
    /// <returns>Those of which SQS was not told, each with the reason.</returns>
    private async Task<Dictionary<Delivery, Exception>> TellAsync(IReadOnlyList<(Delivery Delivery, LoadOutcome? Outcome)> outcomes)
    {
        var known = outcomes.Where(each => each.Outcome is not null).ToList();
        var undeleted = await acknowledger.DeleteAsync([.. known.Where(each => Acknowledger.IsDone(each.Outcome!)).Select(each => each.Delivery)]);
        var delays = known.Select(each => (each.Delivery, Delay: Acknowledger.ComesBackAfter(each.Outcome!))).Where(each => each.Delay is not null);
        var unhidden = await acknowledger.HideAsync(delays.ToDictionary(each => each.Delivery, each => each.Delay!.Value));
        return undeleted.Concat(unhidden).ToDictionary();
    }

    private bool IsTold(LoadRequest request, LoadOutcome? outcome, Exception? fault)
    {
        if (outcome is not null && fault is not null)
        {
            PipelineLog.SettleFailed(logger, Subject(request), outcome.GetType().Name, FailureClassifier.ClassifyAws(fault).Reason);
        }

        return fault is null;
    }

    /// <summary>Settles what was not admitted.</summary>
    /// <returns>The deliveries that are settled: none while other objects of the message are under way.</returns>
    public async Task<IReadOnlyList<Delivery>> SettleAsync(Admission.Refused refused)
    {
        var outcome = new LoadOutcome.DeadLetter(refused.Failure, TimeSpan.Zero) { CorrelationId = refused.CorrelationId };
        var settling = time.GetTimestamp();
        var span = traces.BeginSettle(refused.Trace, time.GetUtcNow());
        var joined = DeliveryOutcome.Join(refused.Shared, outcome);
        var holds = await AcknowledgeAsync(refused.Delivery, refused.Subject, joined);
        var queued = refused.Delivery.ReceivedAt - (refused.Delivery.SentAt ?? refused.Delivery.ReceivedAt);
        Tell(SettledAttempt.Of(refused, outcome, new Timings(queued, TimeSpan.Zero, time.GetElapsedTime(settling)), time.GetUtcNow()));
        if (holds)
        {
            LogDeadLetter(refused.Subject, refused.Delivery, outcome);
        }

        traces.EndSettle(refused.Trace, span, outcome, holds);
        return joined is null ? [] : [refused.Delivery];
    }

    /// <summary>Deletes S3's test of a notification: it is about no object, so that there is nothing to keep for anybody.</summary>
    /// <returns>The deliveries that are settled.</returns>
    public async Task<IReadOnlyList<Delivery>> SettleAsync(Admission.TestEvent test)
    {
        try
        {
            await acknowledger.DismissAsync(test.Delivery);
            PipelineLog.TestEventDismissed(logger, test.Bucket is { } bucket ? Excerpt.Of(bucket) : "?", test.Delivery.Domain.Name);
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            PipelineLog.SettleFailed(logger, $"message {test.Delivery.MessageId}", nameof(Admission.TestEvent), FailureClassifier.ClassifyAws(e).Reason);
        }

        return [test.Delivery];
    }

    /// <returns>Whether the object's outcome holds: SQS has taken it, or it waits for that of the message's other objects, or is none yet.</returns>
    private async Task<bool> AcknowledgeAsync(Delivery delivery, string subject, LoadOutcome? outcome)
    {
        if (outcome is null)
        {
            return true;
        }

        try
        {
            await acknowledger.AcknowledgeAsync(delivery, outcome);
            return true;
        }
        catch (Exception e) when (e is not UnreachableException)
        {
            PipelineLog.SettleFailed(logger, subject, outcome.GetType().Name, FailureClassifier.ClassifyAws(e).Reason);
            return false;
        }
    }

    private void Tell(SettledAttempt attempt)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Settled(attempt);
            }
#pragma warning disable CA1031 // Whoever only watches must not hold up what is loaded
            catch (Exception e)
#pragma warning restore CA1031
            {
                PipelineLog.ObserverFailed(logger, observer.GetType().Name, e);
            }
        }
    }

    private void Log(LoadRequest request, LoadOutcome outcome, Timings timings)
    {
        var delivery = request.Delivery;
        switch (outcome)
        {
            case LoadOutcome.Loaded loaded:
                PipelineLog.ObjectLoaded(
                    logger,
                    loaded.Rows,
                    request.Bucket,
                    Excerpt.Line(request.Key),
                    request.Domain.Database,
                    request.TableName,
                    delivery.ReceiveCount,
                    Timings.Milliseconds(timings.Queued),
                    Timings.Milliseconds(timings.Load),
                    Timings.Milliseconds(timings.Settle),
                    request.CorrelationId);
                break;
            case LoadOutcome.AlreadyLoaded:
                PipelineLog.ObjectAlreadyLoaded(logger, Subject(request), request.CorrelationId);
                break;
            case LoadOutcome.Superseded:
                PipelineLog.ObjectSuperseded(logger, Subject(request), request.CorrelationId);
                break;
            case LoadOutcome.Skipped:
                PipelineLog.ObjectSkipped(logger, Subject(request), request.CorrelationId);
                break;
            case LoadOutcome.RetryLater retry:
                PipelineLog.ObjectRetried(
                    logger, delivery.ReceiveCount, Subject(request), retry.Failure.Label, retry.Delay, retry.Failure.Reason, request.CorrelationId);
                break;
            case LoadOutcome.Held held:
                PipelineLog.ObjectHeld(logger, Subject(request), held.Failure.Sink!.Value, held.Failure.Label, held.Failure.Reason, request.CorrelationId);
                break;
            case LoadOutcome.DeadLetter deadLetter:
                LogDeadLetter(Subject(request), delivery, deadLetter);
                break;
            case LoadOutcome.Released:
                PipelineLog.ObjectReleased(logger, Subject(request));
                break;
        }
    }

    private void LogDeadLetter(string subject, Delivery delivery, LoadOutcome.DeadLetter outcome) =>
        PipelineLog.ObjectDeadLettered(
            logger,
            subject,
            outcome.Failure.Label,
            delivery.ReceiveCount,
            outcome.Failure.Reason,
            RetryTable.Of(outcome.Failure.Kind).Remedy,
            outcome.CorrelationId);

    private static string Subject(LoadRequest request) => $"s3://{request.Bucket}/{Excerpt.Line(request.Key)}";

    private static TimeSpan Queued(Delivery delivery, Attempt attempt) => attempt.LoadStartedAt - (delivery.SentAt ?? delivery.ReceivedAt);
}
