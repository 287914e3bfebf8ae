using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClickHouse.Driver;
using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Topology;

namespace Sluice.Telemetry;

/// <summary>
/// Measures and traces the steps of a load. A step that several objects share is a span in the trace of each: that of the first has links to the loads of the others, those of the others to it.
/// </summary>
internal sealed class LoadSteps(SluiceDiagnostics diagnostics, PipelineTopology topology, TimeProvider time)
{
    private readonly Histogram<double> _duration = diagnostics.Histogram(Metrics.StepDuration);

    /// <summary>Does a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="members">The objects that it is for.</param>
    /// <param name="work">What it does; what it throws is passed on.</param>
    public async Task<T> RunAsync<T>(LoadStep step, IReadOnlyList<Member> members, Func<Task<T>> work)
    {
        var begun = time.GetTimestamp();
        var loads = LoadsOf(members);
        using var span = Begin(step, members, loads);
        try
        {
            return await work();
        }
        catch (Exception e) when (Fail(span, e))
        {
            throw;
        }
        finally
        {
            Measure(step, members, time.GetElapsedTime(begun));
            Share(span, loads);
        }
    }

    /// <summary>Does a step that has no result.</summary>
    public Task RunAsync(LoadStep step, IReadOnlyList<Member> members, Func<Task> work) => RunAsync(
        step,
        members,
        async () =>
        {
            await work();
            return true;
        });

    private static List<Activity> LoadsOf(IReadOnlyList<Member> members) =>
        [.. members.SelectMany(member => member.Requests).Select(request => request.Trace?.Load).OfType<Activity>()];

    private Activity? Begin(LoadStep step, IReadOnlyList<Member> members, List<Activity> loads)
    {
        if (loads.Count == 0)
        {
            return null;
        }

        var span = diagnostics.Source.StartActivity(
            step.Name, step.Kind, loads[0].Context, links: loads.Skip(1).Select(other => new ActivityLink(other.Context)), startTime: time.GetUtcNow());
        span?.SetTag("sluice.objects", members.Count);
        if (step.Operation is { } operation && FirstOf(members) is { } request)
        {
            span?.SetTag("db.system.name", "clickhouse")
                .SetTag("db.operation.name", operation)
                .SetTag("db.namespace", request.Domain.Database)
                .SetTag("db.collection.name", request.TableName);
        }

        return span;
    }

    // A filter, so that the span is told before anything is unwound.
    private static bool Fail(Activity? span, Exception exception)
    {
        if (span is { IsAllDataRequested: true })
        {
            var failure = FailureClassifier.Classify(exception);
            span.SetTag("error.type", $"{failure.Kind}").SetTag(ObjectTraces.ErrorCodeTag, failure.Label).SetStatus(ActivityStatusCode.Error, failure.Reason);
            if (exception is ClickHouseServerException server)
            {
                span.SetTag("db.response.status_code", $"{server.ErrorCode}");
            }
        }

        return false;
    }

    private void Measure(LoadStep step, IReadOnlyList<Member> members, TimeSpan duration)
    {
        if (_duration.Enabled && FirstOf(members) is { } request)
        {
            _duration.Record(duration.TotalSeconds, new AttributeList(topology.Environment, request.Domain).Of((Metrics.Step, step.Name)));
        }
    }

    /// <summary>Ends the step, and shows it in the traces of the others too.</summary>
    private void Share(Activity? span, List<Activity> loads)
    {
        if (span is null)
        {
            return;
        }

        span.SetEndTime(time.GetUtcNow().UtcDateTime);
        span.Stop();
        foreach (var load in loads.Skip(1))
        {
            using var copy = diagnostics.Source.StartActivity(
                span.DisplayName, span.Kind, load.Context, span.TagObjects, [new ActivityLink(span.Context)], span.StartTimeUtc);
            copy?.SetStatus(span.Status, span.StatusDescription);
            copy?.SetEndTime(span.StartTimeUtc + span.Duration);
        }
    }

    private static LoadRequest? FirstOf(IReadOnlyList<Member> members) => members.SelectMany(member => member.Requests).FirstOrDefault();
}
