using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sluice.Admitting;
using Sluice.Loading;
using Sluice.Telemetry;

namespace Sluice.Tests.Telemetry;

[Trait("Category", "Unit")]
public sealed class ObjectTracesTests : IDisposable
{
    private const string Body = """{"bucket":"data-pipeline-curated-dev","key":"market/t/ds=1/a.parquet","domain":"market","etag":"e","correlation_id":"c-1"}""";

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SluiceDiagnostics _diagnostics;
    private readonly ObjectTraces _traces;
    private readonly List<Activity> _ended = [];
    private ActivityListener? _listener;

    public ObjectTracesTests()
    {
        _diagnostics = new SluiceDiagnostics(_services.GetRequiredService<IMeterFactory>());
        _traces = new ObjectTraces(_diagnostics, Some.Topology(), _time);
    }

    [Fact]
    public void While_nobody_listens_nothing_is_made()
    {
        Admit(Body).ShouldBeOfType<Admission.Admitted>().Request.Trace.ShouldBeNull();
        _traces.BeginSettle(null, DateTimeOffset.UnixEpoch).ShouldBeNull();
        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public void All_attempts_at_an_object_are_one_trace_and_each_has_a_root()
    {
        Listen();
        var (first, second) = (RootOf(Admit(Body)), RootOf(Admit(Body, receiveCount: 2)));

        first.TraceId.ShouldBe(second.TraceId);
        first.TraceId.ShouldBe(ObjectTraces.IdOf("c-1"));
        first.SpanId.ShouldNotBe(second.SpanId);
        (first.ParentSpanId, second.ParentSpanId).ShouldBe((default, default));
        second.GetTagItem("sluice.attempt").ShouldBe(2);
        RootOf(Admit(Body.Replace("c-1", "c-2", StringComparison.Ordinal))).TraceId.ShouldNotBe(first.TraceId);
        Activity.Current.ShouldBeNull("whoever receives goes on to other objects");
    }

    [Fact]
    public void The_root_is_from_the_receive_until_the_message_is_settled_also_when_it_waits_in_between()
    {
        Listen();
        var delivery = Some.Delivery(Body) with { ReceivedAt = _time.GetUtcNow() };
        _time.Advance(TimeSpan.FromSeconds(1));
        var request = ((Admission.Admitted)_traces.Admit(delivery, new Admitter(Some.Topology()).Admit)[0]).Request;
        Load(request, Settled.Held);
        _ended.ShouldNotContain(request.Trace!.Root, "it is in hand still");
        Load(request, new LoadOutcome.Loaded(5));

        _ended.Select(span => span.DisplayName).ShouldBe(["admit", "load", "settle", "load", "settle", "process dev-market-load-queue"]);
        _ended.SkipLast(1).ShouldAllBe(span => span.ParentSpanId == request.Trace.Root.SpanId);
        request.Trace.Root.Duration.ShouldBe(TimeSpan.FromSeconds(5));
        request.Trace.Root.GetTagItem("sluice.rows").ShouldBe(5L);
        _ended[1].GetTagItem(ObjectTraces.ErrorCodeTag).ShouldBe("E005");
        _ended[3].Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public void A_message_that_cannot_be_read_has_a_trace_that_says_why_and_nothing_in_it_breaks_a_line()
    {
        Listen();
        var refused = Admit("""{"bucket":"data-pipeline-curated-dev","key":"market/\u202Et\n","domain":"market","correlation_id":"c"}""").ShouldBeOfType<Admission.Refused>();
        refused.Trace!.Root.GetTagItem(ObjectTraces.KeyTag).ShouldBe("market/\\u202Et\\u000A");
        _ended.ShouldHaveSingleItem().Status.ShouldBe(ActivityStatusCode.Error);

        RootOf(Admit("not JSON")).TraceId.ShouldBe(ObjectTraces.IdOf("message-1"), "what has no correlation id is told by its message");
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _diagnostics.Dispose();
        _services.Dispose();
    }

    private static Activity RootOf(Admission admission) =>
        (admission is Admission.Admitted admitted ? admitted.Request.Trace : ((Admission.Refused)admission).Trace)!.Root;

    private Admission Admit(string body, int receiveCount = 1) =>
        _traces.Admit(Some.Delivery(body, receiveCount: receiveCount), new Admitter(Some.Topology()).Admit).ShouldHaveSingleItem();

    private void Load(LoadRequest request, LoadOutcome outcome)
    {
        _traces.BeginLoad([request], "attempt-1");
        _time.Advance(TimeSpan.FromSeconds(1));
        _traces.EndLoad([new LoadResult(request, outcome, "attempt-1")]);
        var settle = _traces.BeginSettle(request.Trace, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromSeconds(1));
        _traces.EndSettle(request.Trace, settle, outcome, holds: true);
    }

    private void Listen()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, _diagnostics.Source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }
}
