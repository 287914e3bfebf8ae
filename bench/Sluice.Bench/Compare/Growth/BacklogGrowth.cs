using Amazon.SQS.Model;
using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Growth;

/// <summary>
/// How fast an agent is, and how much memory it takes, by how many messages wait. Each backlog has a new agent, of which the peak counts from its start. It has loaded a few small backlogs
/// before, so that not its age shows: what a young agent has not compiled yet takes no memory. Where the time for a backlog is over, what has been loaded until then counts.
/// </summary>
internal sealed class BacklogGrowth(Arena arena, PreparedTables tables, IProgress<string> progress, TimeProvider time)
{
    private const string Domain = "market";
    private const int WarmUps = 3;
    private const int WarmUpBacklog = 1_000;

    /// <summary>Measures with each number of messages.</summary>
    /// <param name="backlogs">The numbers.</param>
    /// <param name="limit">Longest that one backlog may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<GrowthStep>> RunAsync(IReadOnlyList<int> backlogs, TimeSpan limit, CancellationToken cancellationToken)
    {
        await arena.Objects.CreateAsync(Workload.Tiny, cancellationToken);
        var steps = new List<GrowthStep>();
        foreach (var backlog in backlogs)
        {
            steps.Add(await StepAsync(backlog, limit, cancellationToken));
            progress.Report($"backlog of {backlog:N0}: {steps[^1].ObjectsPerSecond:F0} objects/s, {steps[^1].AgentMb:F0} MB");
        }

        return steps;
    }

    private async Task<GrowthStep> StepAsync(int backlog, TimeSpan limit, CancellationToken cancellationToken)
    {
        var name = $"{backlog / 1000}k";
        progress.Report($"backlog of {backlog:N0}: making the objects");
        GrowthStep step;
        await using (var agent = await Agent.StartAsync(arena.Cloud, arena.Cloud.ConfigPath, cancellationToken))
        {
            for (var round = 1; round <= WarmUps; round++)
            {
                await LoadAsync(agent, $"backlog_warm_{name}_{round}", WarmUpBacklog, limit, cancellationToken);
            }

            step = await LoadAsync(agent, $"backlog_{name}", backlog, limit, cancellationToken);
        }

        if (step.Loaded < backlog)
        {
            progress.Report($"backlog of {backlog:N0}: time is over after {step.Loaded:N0} objects");
            await arena.Sqs.PurgeQueueAsync(new PurgeQueueRequest { QueueUrl = arena.Cloud.Queues[Domain] }, cancellationToken);
        }

        return step with { Name = name };
    }

    private async Task<GrowthStep> LoadAsync(Agent agent, string table, int objects, TimeSpan limit, CancellationToken cancellationToken)
    {
        await tables.CreateAsync(Domain, table, cancellationToken);
        var round = await arena.Objects.CopyAsync(Workload.Tiny, Domain, table, objects, cancellationToken);
        var use = await new Backlog(arena, time).LoadAsync([agent], round, limit, cancellationToken);
        var loaded = agent.CountOf(table);
        if (loaded == objects)
        {
            await CheckAsync(round, cancellationToken);
            await arena.Database.ExecuteAsync($"DROP TABLE {Domain}.{table} SYNC", cancellationToken);
            await arena.Objects.DeleteAsync(round.Objects, cancellationToken);
        }

        return new GrowthStep(table, loaded, use);
    }

    private async Task CheckAsync(Round round, CancellationToken cancellationToken)
    {
        var rows = await arena.Database.NumberAsync($"SELECT count() FROM {round.Database}.{round.Name}", cancellationToken);
        if (rows != round.Rows)
        {
            throw new BenchException($"{rows:N0} rows are in {round.Database}.{round.Name}, and {round.Rows:N0} in its objects.");
        }
    }
}
