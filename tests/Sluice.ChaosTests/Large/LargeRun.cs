using Sluice.ChaosTests.Reporting;
using Sluice.ChaosTests.World;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Topology;

namespace Sluice.ChaosTests.Large;

/// <summary>One object of many rows, one agent, and a kill at every moment of the staged path.</summary>
internal sealed class LargeRun(LargeOptions options, TimeProvider time)
{
    private const string AgentName = "agent-1";
    private const int MostReceives = 1000;

    private static readonly TimeSpan _tidyPatience = TimeSpan.FromSeconds(15);

    /// <summary>Runs.</summary>
    public async Task<LargeResult> RunAsync(CancellationToken cancellationToken)
    {
        RunLog.Say($"One object of {options.Rows:N0} rows, killed at {Enum.GetValues<KillMoment>().Length} moments");
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
        Domains = new Dictionary<string, DomainOptions> { [TableNames.LargeDomain] = new() },
        MessageTimeout = Timings.LargeMessageTimeout,
        VisibilityTimeout = 6 * Timings.LargeMessageTimeout,
        MaxReceiveCount = MostReceives,
    };

    private async Task<LargeResult> RunAsync(LocalCloud cloud, string logs, CancellationToken cancellationToken)
    {
        using var database = new Database(cloud);
        using var queues = new Queues(cloud);
        var target = new LargeObject(cloud, database);
        var source = await target.CreateAsync(options.Rows, cancellationToken);
        RunLog.Say($"The file is ready: {source.FileBytes >> 20} MiB, {source.UncompressedBytes >> 20} MiB uncompressed, {source.RowGroups} row groups");
        await target.UploadAsync(cancellationToken);
        MemoryPeaks.Reset(cloud.ClickHouse);

        await using var proxy = await cloud.StartClickHouseProxyAsync(cancellationToken);
        var config = await AgentConfiguration.WriteAsync(cloud, AgentName, proxy.Endpoint, options.MaxBlockMiB, cancellationToken);
        var agent = new AgentRunner(cloud, config, Path.Combine(logs, $"{AgentName}.log"), time);
        var log = new RunLog(Path.Combine(logs, "kills.log"), options.Verbose, time);
        var (redelivery, publishing, seen) = (new Redelivery(queues.Client, AgentName, time), new Publishing(options.Rows), new SeenCounts(options.Rows));
        var killer = new Killer(agent, new ServerKeeper(cloud.ClickHouse, time), database, target, redelivery, publishing, log, time);
        var peaks = new MemoryPeaks(agent, cloud.ClickHouse, time);
        (cloud.Faults.Decide, proxy.Faults.Decide) = (request => redelivery.Decide(request) ?? killer.DecideRead(request), killer.Decide);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = [agent.RunAsync(stop.Token), new CountWatch(database, publishing, seen, time).RunAsync(stop.Token), peaks.RunAsync(stop.Token)];
        var start = time.GetTimestamp();
        try
        {
            var judge = new LargeJudge(database, queues, target);
            await UntilKilledAsync(killer, judge, cancellationToken);
            await UntilSettledAsync(judge, queues, database, cancellationToken);
            var loading = time.GetElapsedTime(start);
            await StopAsync(stop, running);

            var result = await judge.JudgeAsync(source, killer, seen, cancellationToken);
            if (options.Report is { } path)
            {
                var figures = new LargeFigures(
                    options, source, result, killer.Kills, seen, publishing, killer.Statements, peaks.Agent, peaks.Server,
                    agent.Starts, agent.Crashes, loading, await database.ScalarAsync("SELECT version()", cancellationToken));
                await File.WriteAllTextAsync(path, LargeReport.Of(figures, time.GetUtcNow()), cancellationToken);
            }

            return result;
        }
        finally
        {
            Spare(cloud, proxy);
            await StopAsync(stop, running);
        }
    }

    /// <summary>Waits for every moment. One that does not come in time is the result's, and so is an object that is loaded before.</summary>
    private async Task UntilKilledAsync(Killer killer, LargeJudge judge, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var (kills, since) = (0, time.GetTimestamp());
        while (!killer.Done.IsCompleted && time.GetElapsedTime(since) < Timings.MomentPatience)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            if (killer.Kills.Count > kills)
            {
                (kills, since) = (killer.Kills.Count, time.GetTimestamp());
            }
        }

        if (killer.Done.IsCompleted)
        {
            await killer.Done;
        }
        else
        {
            RunLog.Say($"{killer.Left.Count} moments did not come; the ledger says '{await judge.StateAsync(cancellationToken)}'");
        }
    }

    /// <summary>Waits until the object is loaded, its message gone and its staging tables dropped; what is left after all patience is the result's.</summary>
    private async Task UntilSettledAsync(LargeJudge judge, Queues queues, Database database, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), time);
        var start = time.GetTimestamp();
        while (await judge.StateAsync(cancellationToken) != "loaded" || await queues.DepthAsync(cancellationToken) is not { Visible: 0, Hidden: 0 })
        {
            if (time.GetElapsedTime(start) > Timings.MomentPatience)
            {
                return;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        start = time.GetTimestamp();
        while ((await new Checking.Checker(database).StagingTablesAsync(cancellationToken)).Count > 0 && time.GetElapsedTime(start) < _tidyPatience)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static void Spare(LocalCloud cloud, ClickHouseProxy proxy) => (cloud.Faults.Decide, proxy.Faults.Decide) = (null, null);

    private static async Task StopAsync(CancellationTokenSource stop, Task[] running)
    {
        await stop.CancelAsync();
        foreach (var task in running)
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
