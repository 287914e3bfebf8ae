using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Sluice.Admitting;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>
/// Traces each object from receive to end, by OpenTelemetry's conventions for messaging. The trace id is made of the correlation id, so that all attempts at an object, by whichever agent, are one
/// trace. While nobody listens, nothing is made.
/// </summary>
internal sealed class ObjectTraces(SluiceDiagnostics diagnostics, PipelineTopology topology, TimeProvider time)
{
    public const string OutcomeTag = "sluice.outcome", ErrorCodeTag = "sluice.error.code", AttemptIdTag = "sluice.attempt_id", KeyTag = "sluice.object.key", CorrelationTag = "sluice.correlation_id";

    /// <summary>Admits a delivery, and begins a trace for each object that it asks for.</summary>
    public IReadOnlyList<Admission> Admit(Delivery delivery, Func<Delivery, IReadOnlyList<Admission>> admit)
    {
        if (!diagnostics.Source.HasListeners())
        {
            return admit(delivery);
        }

        var begun = time.GetUtcNow();
        return [.. admit(delivery).Select(admission => WithTrace(admission, begun))];
    }

    /// <summary>Begins the Load stage of these. What the calling method does until it ends is in the trace of the first, unless a step says otherwise.</summary>
    public void BeginLoad(IReadOnlyList<LoadRequest> requests, string attemptId)
    {
        var traces = requests.Select(request => request.Trace).OfType<ObjectTrace>().ToList();
        foreach (var trace in traces)
        {
            trace.Load = Start("load", trace.Root, time.GetUtcNow())?.SetTag(AttemptIdTag, attemptId);
        }

        if (traces.Count > 0)
        {
            Activity.Current = traces[0].Load;
        }
    }

    /// <summary>Ends the Load stage of these and says how it ended.</summary>
    public void EndLoad(IReadOnlyList<LoadResult> results)
    {
        var before = Activity.Current;
        foreach (var result in results)
        {
            if (result.Request.Trace is { Load: { } load } trace)
            {
                Tell(load, result.Outcome);
                Stop(load);
                trace.Load = null;
            }
        }

        Activity.Current = before is { IsStopped: false } ? before : null;
    }

    /// <summary>Begins the Settle stage of one object; what is logged until it ends has its trace.</summary>
    public Activity? BeginSettle(ObjectTrace? trace, DateTimeOffset begun) => trace is null ? null : Start("settle", trace.Root, begun);

    /// <summary>Ends the Settle stage, and the trace if the outcome is an end.</summary>
    public void EndSettle(ObjectTrace? trace, Activity? settle, LoadOutcome outcome, bool holds)
    {
        if (trace is null)
        {
            return;
        }

        if (!holds)
        {
            settle?.SetStatus(ActivityStatusCode.Error, "SQS was not told; the message comes back");
        }

        Stop(settle);
        if (outcome is not LoadOutcome.Held)
        {
            Tell(trace.Root, outcome);
            Stop(trace.Root);
        }
    }

    /// <summary>The trace id that goes with a correlation id.</summary>
    public static ActivityTraceId IdOf(string correlationId) =>
        ActivityTraceId.CreateFromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(correlationId)).AsSpan(0, 16));

    private static void Tell(Activity span, LoadOutcome outcome)
    {
        span.SetTag(OutcomeTag, outcome.GetType().Name);
        if (outcome is LoadOutcome.Loaded loaded)
        {
            span.SetTag("sluice.rows", loaded.Rows);
        }

        if (outcome.FailureOrNone is { } failure)
        {
            span.SetTag(ErrorCodeTag, failure.Label);
            span.SetTag("error.type", $"{failure.Kind}");
            span.SetStatus(ActivityStatusCode.Error, failure.Reason);
        }
    }

    private Admission WithTrace(Admission admission, DateTimeOffset begun)
    {
        var before = Activity.Current;
        var traced = admission switch
        {
            Admission.Admitted { Request: var request } => new Admission.Admitted(request with { Trace = Begin(request, begun) }),
            Admission.Refused refused => refused with { Trace = Begin(refused, begun) },
            _ => admission,
        };
        Activity.Current = before;
        return traced;
    }

    private ObjectTrace? Begin(LoadRequest request, DateTimeOffset begun)
    {
        if (Begin(request.Delivery, request.CorrelationId, request.Bucket, Excerpt.Line(request.Key)) is not { } root)
        {
            return null;
        }

        root.SetTag("sluice.table", $"{request.Domain.Database}.{request.TableName}");
        Stop(Start("admit", root, begun));
        return new ObjectTrace(root);
    }

    private ObjectTrace? Begin(Admission.Refused refused, DateTimeOffset begun)
    {
        if (Begin(refused.Delivery, refused.CorrelationId, Shown(refused.Message?.Bucket), Shown(refused.Message?.Key)) is not { } root)
        {
            return null;
        }

        if (Start("admit", root, begun) is { } admit)
        {
            admit.SetStatus(ActivityStatusCode.Error, refused.Failure.Reason);
            Stop(admit);
        }

        return new ObjectTrace(root);
    }

    private Activity? Begin(Delivery delivery, string? correlationId, string? bucket, string? key)
    {
        var queue = topology.Names.Queue(delivery.Domain.Name);

        // A parent without a span: a root, but one whose trace id is given.
        var context = new ActivityContext(IdOf(correlationId ?? delivery.MessageId), default, ActivityTraceFlags.Recorded);
        var root = diagnostics.Source.StartActivity($"process {queue}", ActivityKind.Consumer, context, startTime: delivery.ReceivedAt);
        return root?
            .SetTag("messaging.system", "aws_sqs")
            .SetTag("messaging.operation.name", "process")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", queue)
            .SetTag("messaging.message.id", delivery.MessageId)
            .SetTag("messaging.message.conversation_id", correlationId)
            .SetTag("messaging.message.body.size", Encoding.UTF8.GetByteCount(delivery.Body))
            .SetTag(CorrelationTag, correlationId)
            .SetTag("sluice.environment", topology.Environment)
            .SetTag("sluice.domain", delivery.Domain.Name)
            .SetTag("sluice.attempt", delivery.ReceiveCount)
            .SetTag("sluice.bucket", bucket)
            .SetTag(KeyTag, key);
    }

    private static string? Shown(string? text) => text is null ? null : Excerpt.Of(text);

    private Activity? Start(string name, Activity parent, DateTimeOffset begun) => diagnostics.Source.StartActivity(name, ActivityKind.Internal, parent.Context, startTime: begun);

    private void Stop(Activity? span)
    {
        span?.SetEndTime(time.GetUtcNow().UtcDateTime);
        span?.Stop();
    }
}
