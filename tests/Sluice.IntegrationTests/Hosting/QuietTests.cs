using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sluice.Cli.Hosting.Logs;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Hosting;

/// <summary>A healthy agent without work says nothing: a line in the log is worth looking at.</summary>
[Trait("Category", "Integration")]
public sealed class QuietTests(HostedCloud cloud) : IClassFixture<HostedCloud>
{
    private const int Minutes = 30;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_half_an_hour_of_idling_nothing_is_said()
    {
        var time = new IdleTime();
        var (log, depths) = (new LogBook(), new SeenDepths());
        var settings = ConfigurationLoader.Load(cloud.Cloud.ConfigPath);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddAgentLog(settings.Telemetry, json: false, verbose: false);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSluice(settings);
        builder.Services.AddSingleton<IQueueDepthObserver>(depths);
        using var host = builder.Build();
        await host.StartAsync(Stop);
        await log.FindAsync(entry => entry.EventId == 100, 1, Stop);
        await log.FindAsync(entry => entry.EventId == 110, 1, Stop);
        await log.FindAsync(entry => entry.EventId == 402, 1, Stop);
        await depths.Seen.Reader.ReadAsync(Stop);
        var atStart = log.Entries.Count;

        // A minute passes each time that the agent may have come to wait for it.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var seen = 0; seen < Minutes; seen += depths.Seen.Reader.TryRead(out _) ? 1 : 0)
        {
            await timer.WaitForNextTickAsync(Stop);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var said = log.Entries.Skip(atStart).Select(entry => entry.Message).ToList();
        await host.StopAsync(Stop);
        said.ShouldBeEmpty();
    }

    /// <summary>A clock that is driven, but for limits on calls: ClickHouse and SQS take the time that they take.</summary>
    private sealed class IdleTime() : FakeTimeProvider(System.GetUtcNow())
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            state is CancellationTokenSource ? System.CreateTimer(callback, state, dueTime, period) : base.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class SeenDepths : IQueueDepthObserver
    {
        public Channel<QueueDepth> Seen { get; } = Channel.CreateUnbounded<QueueDepth>();

        public void Measured(Domain domain, QueueDepth? depth) => Seen.Writer.TryWrite(depth ?? throw new InvalidOperationException("SQS may be asked here."));

        public void DeadLettersCounted(Domain domain, int? count)
        {
        }
    }
}
