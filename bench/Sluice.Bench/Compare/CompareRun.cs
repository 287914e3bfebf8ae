using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Growth;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.Trickle;
using Sluice.Bench.Compare.World;
using Sluice.Bench.Ledger;

namespace Sluice.Bench.Compare;

/// <summary>The whole comparison.</summary>
internal sealed class CompareRun(CompareOptions options, IProgress<string> progress, TimeProvider time)
{
    /// <summary>What has been measured so far; null before anything was.</summary>
    public CompareResult? Result { get; private set; }

    /// <summary>Measures what the options name, into <see cref="Result"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var load = MachineLoad.Now();
        progress.Report("Starting ClickHouse, S3, SQS, EventBridge and ZooKeeper");
        await using var arena = await Arena.StartAsync(LedgerGrowth.Options(), time, cancellationToken);
        await using var tables = new PreparedTables(arena.Cloud.ConfigPath, arena.Database);
        var machine = new Machine(
            DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            $"{await arena.Database.Client.ExecuteScalarAsync("SELECT version()", cancellationToken: cancellationToken)}",
            load);
        Result = await GrowAsync(arena, tables, await CompareAsync(arena, tables, new CompareResult(machine, []), cancellationToken), cancellationToken);
    }

    // One agent for all, which ends before others take its place at the queues.
    private async Task<CompareResult> CompareAsync(Arena arena, PreparedTables tables, CompareResult result, CancellationToken cancellationToken)
    {
        await using var agent = await Agent.StartAsync(arena.Cloud, arena.Cloud.ConfigPath, cancellationToken);
        var rounds = new Rounds(
            arena,
            new SluiceContender(arena, agent, tables, time),
            [new S3QueueContender(arena, time), new GlobContender(arena, time), new NaiveContender(arena, time)],
            progress);
        foreach (var (workload, plan) in Plan().Where(planned => options.Has(planned.Workload.Name)))
        {
            Result = result = result with { Workloads = [.. result.Workloads, await rounds.RunAsync(workload, plan, cancellationToken)] };
        }

        if (options.Has(CompareOptions.Trickle))
        {
            var length = TimeSpan.FromSeconds(options.Quick ? 20 : 60);
            Result = result = result with { Trickle = await new TrickleRun(arena, agent, tables, progress, time).RunAsync(length, cancellationToken) };
        }

        return result;
    }

    private async Task<CompareResult> GrowAsync(Arena arena, PreparedTables tables, CompareResult result, CancellationToken cancellationToken)
    {
        if (options.Has(CompareOptions.Agents))
        {
            Result = result = result with { Agents = await new AgentGrowth(arena, tables, progress, time).RunAsync(options.Quick ? 1 : 3, cancellationToken) };
        }

        if (options.Has(CompareOptions.Ledger))
        {
            var (many, rounds) = options.Quick ? (1_000_000, 1) : (10_000_000, 6);
            Result = result = result with { Ledger = await new LedgerGrowth(arena, progress, time).RunAsync(10_000, many, rounds, cancellationToken) };
        }

        if (options.Has(CompareOptions.Backlog))
        {
            int[] backlogs = options.Quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];
            var limit = TimeSpan.FromMinutes(options.Quick ? 1 : 5);
            Result = result = result with { Backlog = await new BacklogGrowth(arena, tables, progress, time).RunAsync(backlogs, limit, cancellationToken) };
        }

        return result;
    }

    private IEnumerable<(Workload Workload, RoundPlan Plan)> Plan() =>
    [
        (Workload.Small, options.Quick ? new RoundPlan(2, 2, 1) : new RoundPlan(3, 5, 2)),
        (Workload.Middle, options.Quick ? new RoundPlan(1, 1, 1) : new RoundPlan(1, 4, 2)),
        (Workload.Large, options.Quick ? new RoundPlan(0, 1, 0) : new RoundPlan(0, 3, 1)),
    ];
}
