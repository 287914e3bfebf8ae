using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Sinks;
using Sluice.Telemetry;
using Sluice.Watching.Alarms;

namespace Sluice.Watching;

/// <summary>
/// Says in the ledger what this agent is doing: each few seconds, when it starts and stops, and at once when an alarm or a sink changes. It is for people: that the ledger does not take it stops nobody, and is logged
/// once until it works again.
/// </summary>
internal sealed class AgentRegistry(
    AgentDirectory directory,
    AgentIdentity agent,
    LeaseKeeper leases,
    SinkWatch sinks,
    LedgerHealth health,
    LedgerNews news,
    AgentCredentials credentials,
    IEnumerable<IAlarmSource> alarms,
    WorkerSlots slots,
    TimeProvider time,
    ILogger<AgentRegistry> logger) : BackgroundService
{
    /// <summary>From one report to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _longestWrite = TimeSpan.FromSeconds(5);

    private readonly IAlarmSource[] _alarms = [.. alarms];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private DateTimeOffset _startedAt;
    private bool _fails;

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _startedAt = time.GetUtcNow();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ReportAsync(Report() with { HasEnded = true, InHand = new Dictionary<string, int>() }, CancellationToken.None);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Action<AlarmStatus> alarmChanged = _ => _changes.Writer.TryWrite(true);
        Action sinkChanged = () => _changes.Writer.TryWrite(true);
        Array.ForEach(_alarms, source => source.Changed += alarmChanged);
        sinks.Changed += sinkChanged;
        try
        {
            for (var changed = false; ; changed = await ChangedAsync(stoppingToken))
            {
                await ReportAsync(stoppingToken);
                if (changed)
                {
                    news.Publish([]);
                }
            }
        }
        finally
        {
            Array.ForEach(_alarms, source => source.Changed -= alarmChanged);
            sinks.Changed -= sinkChanged;
        }
    }

    /// <summary>Waits until it is time for a report.</summary>
    /// <returns>Whether something happened that people are to see at once: an alarm, a sink at fault or working again.</returns>
    private async Task<bool> ChangedAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reports once. Never throws unless it is stopped.</summary>
    internal Task ReportAsync(CancellationToken stopping) => ReportAsync(Report(), stopping);

    private AgentReport Report() => new()
    {
        Concurrency = slots.Limit,
        InHand = leases.InHand.CountBy(delivery => delivery.Domain.Name).ToDictionary(),
        MemoryBytes = Environment.WorkingSet,
        OpenSinks = sinks.Open.ToDictionary(each => $"{each.Key}", each => $"{each.Value.Label}: {each.Value.Reason}"),
        CredentialsExpireAt = credentials.ExpireAt,
        Alarms = [.. _alarms.SelectMany(source => source.Current)],
    };

    private async Task ReportAsync(AgentReport report, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_longestWrite, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await directory.WriteAsync(agent.Name, AgentVersion.Text, _startedAt, report, either.Token);
            health.Works();
            _fails = false;
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it: loading goes on
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var failure = FailureClassifier.Classify(e);
            health.Fails(failure.Label);
            if (!_fails)
            {
                PipelineLog.ReportFailed(logger, limit.IsCancellationRequested ? $"no answer within {_longestWrite}" : failure.Reason);
            }

            _fails = true;
        }
    }
}
