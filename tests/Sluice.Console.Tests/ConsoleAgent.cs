using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Cli.Hosting;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Telemetry;

namespace Sluice.ConsoleTests;

/// <summary>An agent with its console, hosted as <c>sluice run</c> hosts it.</summary>
internal sealed class ConsoleAgent : IAsyncDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly LogBook _log;

    private ConsoleAgent(IHost host, LogBook log)
    {
        _host = host;
        _log = log;
        Url = host.Services.GetRequiredService<Listeners>().Console!.Url;
    }

    /// <summary>Where its console is.</summary>
    public Uri Url { get; }

    public IReadOnlyCollection<LogEntry> Log => _log.Entries;

    public static async Task<ConsoleAgent> StartAsync(LocalCloud cloud, Func<ConsoleSettings, ConsoleSettings>? change = null, Func<SluiceSettings, SluiceSettings>? configure = null, Action<IServiceCollection>? register = null)
    {
        var settings = ConfigurationLoader.Load(cloud.ConfigPath);
        settings = settings with { Monitoring = new MonitoringSettings(null), Console = (change ?? (same => same))(settings.Console) };
        settings = (configure ?? (same => same))(settings);
        var log = new LogBook();
        var host = AgentHost.Build(settings, builder =>
        {
            builder.Logging.AddProvider(log).AddFilter("Microsoft", LogLevel.Warning);
            builder.Services.AddSluice(settings);
            register?.Invoke(builder.Services);
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ConsoleAgent(host, log);
    }

    /// <summary>Waits until it has said that, now or to come.</summary>
    public async Task<LogEntry> SaysAsync(int eventId, string about)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        return await _log.FindAsync(entry => entry.EventId == eventId && entry.Message.Contains(about, StringComparison.Ordinal), 1, limit.Token);
    }

    /// <summary>Waits until the object is loaded.</summary>
    public Task<LogEntry> LoadsAsync(string key) => SaysAsync(LogEvents.ObjectLoaded, key);

    /// <summary>What the console itself complained of.</summary>
    public IEnumerable<string> Complaints() => _log.Entries
        .Where(entry => entry.Message.Contains("nhandled", StringComparison.Ordinal))
        .Select(entry => entry.Message.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
