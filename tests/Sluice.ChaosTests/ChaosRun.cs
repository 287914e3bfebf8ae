using Sluice.ChaosTests.Checking;
using Sluice.ChaosTests.Injection;
using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Reporting;
using Sluice.ChaosTests.World;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.ChaosTests;

/// <summary>A run from the start of the sandbox to the result: load, injure, let settle, compare.</summary>
internal sealed class ChaosRun(ChaosOptions options, TimeProvider time)
{
    private const int MostReceives = 1000;
    private const int MessagesPerReceive = 5;

    private readonly FaultTally _tally = new();

    /// <summary>Runs.</summary>
    public async Task<ChaosResult> RunAsync(CancellationToken cancellationToken)
    {
        RunLog.Say($"{options.Faults} faults, seed {options.Seed}, {options.Agents} agents");
        await using var cloud = await LocalCloud.StartAsync(Sandbox(), cancellationToken: cancellationToken);
        var logs = Directory.CreateDirectory(Path.Combine(cloud.Directory, "logs")).FullName;
        try
        {
            var result = await RunAsync(cloud, logs, cancellationToken);
            if (!result.IsClean)
            {
                KeptLogs.Keep(cloud, logs);
            }

            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            KeptLogs.Keep(cloud, logs);
            throw;
        }
    }

    private static SandboxOptions Sandbox() => new()
    {
        Domains = new Dictionary<string, DomainOptions>
        {
            [TableNames.SmallDomain] = new() { MaxNumberOfMessages = MessagesPerReceive },
            [TableNames.LargeDomain] = new() { MaxNumberOfMessages = MessagesPerReceive },
        },
        MessageTimeout = Timings.MessageTimeout,
        VisibilityTimeout = Timings.VisibilityTimeout,

        // Agents that die spend deliveries, and the redrive policy would take what nobody has looked at.
        MaxReceiveCount = MostReceives,
    };

    private async Task<ChaosResult> RunAsync(LocalCloud cloud, string logs, CancellationToken cancellationToken)
    {
        using var database = new Database(cloud);
        using var queues = new Queues(cloud);
        var maker = new SourceMaker(cloud, database);
        await maker.CreateTablesAsync(cancellationToken);
        var sources = await maker.CreateObjectsAsync(Workload.FilesFor(options.Faults), options.Seed, cancellationToken);
        RunLog.Say($"{sources.Count} Parquet files are ready");

        var plan = new FaultPlan(options.Seed, options.Agents, options.Overwrites);
        using var workload = new Workload(cloud, queues, sources, time);
        var log = new RunLog(Path.Combine(logs, "faults.log"), options.Verbose, time);
        var server = new ServerKeeper(cloud.ClickHouse, time);
        var striker = new Striker(server, workload, queues, time);
        var scheduler = new FaultScheduler(workload, striker, time);
        await using var fleet = await AgentFleet.CreateAsync(cloud, options.Agents, logs, time, cancellationToken);
        using var assault = new Assault(options.Faults, plan, scheduler, striker, server, fleet.Agents, _tally, log.Note);
        foreach (var fault in plan.Faults().Take(options.Faults))
        {
            log.Note($"planned  {fault}");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var agents = fleet.RunAsync(stop.Token);
        try
        {
            var start = time.GetTimestamp();
            fleet.Expose(scheduler);
            await InjureAsync(assault, workload, queues, agents, cancellationToken);
            fleet.Spare();
            await server.Up;
            var injecting = time.GetElapsedTime(start);

            RunLog.Say($"{_tally.Count} faults in {injecting:mm\\:ss}; now everything runs and has {Timings.SettlePatience:mm\\:ss} to settle");
            start = time.GetTimestamp();
            var depth = await SettleAsync(queues, agents, cancellationToken);
            await UntilTidyAsync(new Checker(database), cancellationToken);
            var settling = time.GetElapsedTime(start);
            await stop.CancelAsync();
            await agents;

            var judge = new Judge(options, database, queues);
            var result = await judge.JudgeAsync(_tally.Count, workload.Uploads, depth, cancellationToken);
            await WriteReportAsync(new RunFigures(
                options,
                result,
                _tally.Injected,
                _tally.Unmet.Count,
                scheduler.Seen,
                workload.Uploads,
                fleet.Agents.Sum(agent => agent.Starts),
                fleet.Agents.Sum(agent => agent.Crashes),
                injecting,
                settling,
                await judge.ClickHouseVersionAsync(cancellationToken)));
            return result;
        }
        finally
        {
            fleet.Spare();
            await stop.CancelAsync();
            await agents.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.Up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Uploads and injects, until the plan or the time is over.</summary>
    private async Task InjureAsync(Assault assault, Workload workload, Queues queues, Task agents, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(options.Limit);
        var faults = assault.RunAsync(stop.Token);
        var uploads = workload.RunAsync(() => _tally.Count, stop.Token);
        var redrives = RedriveAsync(queues, stop.Token);
        var progress = new Progress(_tally, workload, queues, options.Faults, time).ShowAsync(stop.Token);
        await Task.WhenAny(faults, uploads, agents);
        await stop.CancelAsync();
        foreach (var task in new[] { faults, uploads, redrives, progress })
        {
            try
            {
                await task;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Told to stop, or the time is over.
            }
        }
    }

    /// <summary>An operator at work.</summary>
    private async Task RedriveAsync(Queues queues, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await queues.RedriveAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the load queues are empty; what is left after all patience is the result's.</summary>
    private async Task<QueueDepth> SettleAsync(Queues queues, Task agents, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var (depth, emptyFor) = (default(QueueDepth), 0);
        while (emptyFor < 2 && time.GetElapsedTime(start) < Timings.SettlePatience && !agents.IsCompleted)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            await queues.RedriveAsync(cancellationToken);
            depth = await queues.DepthAsync(cancellationToken);
            emptyFor = depth is { Visible: 0, Hidden: 0 } ? emptyFor + 1 : 0;
        }

        return depth;
    }

    /// <summary>Staging tables of attempts that were cut off may go by and by; an agent can drop one only when nobody can need it any more.</summary>
    private async Task UntilTidyAsync(Checker checker, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while ((await checker.StagingTablesAsync(cancellationToken)).Count > 0 && time.GetElapsedTime(start) < Timings.TidyPatience)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private async Task WriteReportAsync(RunFigures figures)
    {
        RunLog.Say(
            $"{figures.Result.Objects} objects, {figures.Result.Rows:N0} rows; settled in {figures.Settling:mm\\:ss}; "
            + $"agents started {figures.AgentStarts} times, {figures.AgentCrashes} ended by themselves; {figures.Unmet} faults found no step");
        if (options.Report is { } path)
        {
            await File.WriteAllTextAsync(path, MarkdownReport.Of(figures, time.GetUtcNow()));
        }
    }
}
