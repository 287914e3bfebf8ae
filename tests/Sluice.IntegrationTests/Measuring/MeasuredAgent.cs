using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Measuring;

/// <summary>An agent whose spans and metrics are collected.</summary>
public sealed class MeasuredAgent(LocalCloudFixture fixture) : AgentFixture(fixture)
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _recorded = new();
    private readonly List<IDisposable> _listeners = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The spans of an object, the first that began first, once its trace has ended: a moment after the line that tells of the object.</summary>
    internal async Task<IReadOnlyList<Activity>> TraceAsync(string key)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var news = _news.Task;
            if (_spans.FirstOrDefault(span => key.Equals(span.GetTagItem(ObjectTraces.KeyTag))) is { } root)
            {
                return [.. _spans.Where(span => span.TraceId == root.TraceId).OrderBy(span => span.StartTimeUtc)];
            }

            await news.WaitAsync(limit.Token);
        }
    }

    /// <summary>What was recorded or observed so far, of every instrument of the agent.</summary>
    internal ILookup<string, (double Value, string Tags)> Metrics()
    {
        foreach (var listener in _listeners.OfType<MeterListener>())
        {
            listener.RecordObservableInstruments();
        }

        return _recorded.ToLookup(each => each.Name, each => (each.Value, each.Tags));
    }

    private protected override async Task<RunningAgent> StartAgentAsync()
    {
        var agent = await RunningAgent.StartAsync(
            Cloud, settings => settings with { Topology = settings.Topology with { Domains = [settings.Topology.FindDomain(LocalCloudFixture.MeasuredDomain)!] } });
        var diagnostics = agent.Services.GetRequiredService<SluiceDiagnostics>();
        var spans = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, diagnostics.Source),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(spans);
        _listeners.Add(spans);
        var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (diagnostics.Has(instrument))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        metrics.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        metrics.Start();
        _listeners.Add(metrics);
        return agent;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        _listeners.ForEach(listener => listener.Dispose());
        await base.DisposeAsync();
    }

    private void Stopped(Activity span)
    {
        _spans.Enqueue(span);
        Interlocked.Exchange(ref _news, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _recorded.Enqueue((instrument.Name, value, string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
