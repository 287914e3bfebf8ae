using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Sandbox;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>The agent, registered as <c>sluice run</c> registers it, whose log can be waited for.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private static readonly string[] _served =
    [
        LocalCloudFixture.SandboxDomain, LocalCloudFixture.StagingDomain, LocalCloudFixture.OperatedDomain, LocalCloudFixture.ListingDomain, LocalCloudFixture.MeasuredDomain,
        LocalCloudFixture.MistakenDomain,
    ];

    private readonly IHost _host;
    private readonly LogBook _log;

    private RunningAgent(IHost host, LogBook log)
    {
        _host = host;
        _log = log;
    }

    public IReadOnlyCollection<LogEntry> Log => _log.Entries;

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts an agent for every domain of the cloud but those that other tests' agents, or nobody, serve.</summary>
    public static Task<RunningAgent> StartAsync(LocalCloud cloud) => StartAsync(
        cloud,
        DomainsOf(cloud).Where(domain => !_served.Contains(domain.Name)),
        new LoadingOptions
        {
            Tables =
            {
                [$"{LocalCloudFixture.ReplacingDomain}.*"] = new() { OnOverwrite = OverwritePolicy.Replace },
                [$"{LocalCloudFixture.SkippingDomain}.*"] = new() { OnOverwrite = OverwritePolicy.Skip },
            },
        });

    /// <summary>The cloud's domains, as its configuration has them.</summary>
    public static IEnumerable<Domain> DomainsOf(LocalCloud cloud) => ConfigurationLoader.Load(cloud.ConfigPath).Topology.Domains;

    /// <summary>Starts an agent for these domains.</summary>
    public static Task<RunningAgent> StartAsync(LocalCloud cloud, IEnumerable<Domain> domains, LoadingOptions loading) => StartAsync(
        cloud, settings => settings with { Topology = settings.Topology with { Domains = [.. domains] }, Loading = loading });

    /// <summary>Starts an agent with other settings than the cloud's.</summary>
    public static async Task<RunningAgent> StartAsync(LocalCloud cloud, Func<SluiceSettings, SluiceSettings> change)
    {
        var settings = change(ConfigurationLoader.Load(cloud.ConfigPath));
        var log = new LogBook();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(log);
        builder.Services.AddSluice(settings);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new RunningAgent(host, log);
    }

    /// <summary>The first entry of that event about that object, or the one after so many, now or to come.</summary>
    public Task<LogEntry> SaysAsync(int eventId, string about, int times = 1) => SaysAsync([eventId], about, times);

    /// <summary>Waits until the object is loaded, by this delivery or another.</summary>
    public Task<LogEntry> SettlesAsync(string key) => SaysAsync([LogEvents.ObjectLoaded, LogEvents.ObjectAlreadyLoaded], key);

    /// <summary>Waits for what it does beside its loads and does not say, such as its first look at the queues.</summary>
    public async Task UntilAsync(string what, Func<IServiceProvider, Task<bool>> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await isSo(Services))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"within {_deadline}: {what}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private async Task<LogEntry> SaysAsync(int[] eventIds, string about, int times = 1)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        try
        {
            return await _log.FindAsync(entry => eventIds.Contains(entry.EventId) && entry.Message.Contains(about, StringComparison.Ordinal), times, limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"No event {string.Join(" or ", eventIds)} about {about} within {_deadline}. What was said:\n" + string.Join('\n', _log.Entries.TakeLast(20).Select(entry => entry.Message)));
        }
    }

    /// <summary>Stops it as a supervisor would.</summary>
    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }
}

/// <summary>One line of the log with its values by name.</summary>
internal sealed record LogEntry(int EventId, string Message, IReadOnlyDictionary<string, object?> Values)
{
    /// <summary>The trace that it was said in.</summary>
    public string? TraceId { get; init; }

    public DateTimeOffset At { get; } = TimeProvider.System.GetUtcNow();
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LogBook : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private volatile TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public async Task<LogEntry> FindAsync(Func<LogEntry, bool> predicate, int times, CancellationToken cancellationToken)
    {
        while (true)
        {
            var news = _news.Task;
            if (_entries.Where(predicate).ElementAtOrDefault(times - 1) is { } entry)
            {
                return entry;
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? pairs.ToDictionary() : [];
        _entries.Enqueue(new LogEntry(eventId.Id, formatter(state, exception), values) { TraceId = Activity.Current?.TraceId.ToHexString() });
        Interlocked.Exchange(ref _news, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public void Dispose()
    {
    }
}
