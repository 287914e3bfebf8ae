using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Growth;

/// <summary>How fast one, two and four agents are that share a queue, on this one machine.</summary>
internal sealed class AgentGrowth(Arena arena, PreparedTables tables, IProgress<string> progress, TimeProvider time)
{
    private const string Domain = "market";
    private const int WarmUps = 200;

    private static readonly int[] _counts = [1, 2, 4];
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>Measures the median of so many backlogs with each number of agents.</summary>
    public async Task<IReadOnlyList<GrowthStep>> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        await arena.Objects.CreateAsync(Workload.Small, cancellationToken);
        var steps = new List<GrowthStep>();
        var agents = new List<Agent>();
        try
        {
            foreach (var count in _counts)
            {
                while (agents.Count < count)
                {
                    agents.Add(await Agent.StartAsync(arena.Cloud, arena.Cloud.ConfigPath, cancellationToken));
                }

                await LoadAsync(agents, $"agents_{count}_warm", WarmUps, cancellationToken);
                var measured = new List<GrowthStep>();
                for (var round = 1; round <= rounds; round++)
                {
                    measured.Add(await LoadAsync(agents, $"agents_{count}_{round}", Workload.Small.Objects, cancellationToken));
                }

                steps.Add(measured.OrderBy(step => step.ObjectsPerSecond).ElementAt(measured.Count / 2) with { Name = $"{count}" });
                progress.Report($"{count} agents: {steps[^1].ObjectsPerSecond:F0} objects/s");
            }
        }
        finally
        {
            await Task.WhenAll(agents.Select(agent => agent.DisposeAsync().AsTask()));
        }

        return steps;
    }

    private async Task<GrowthStep> LoadAsync(IReadOnlyList<Agent> agents, string table, int objects, CancellationToken cancellationToken)
    {
        await tables.CreateAsync(Domain, table, cancellationToken);
        var round = await arena.Objects.CopyAsync(Workload.Small, Domain, table, objects, cancellationToken);
        var use = await new Backlog(arena, time).LoadAsync(agents, round, _limit, cancellationToken);
        await arena.Database.ExecuteAsync($"DROP TABLE {Domain}.{table} SYNC", cancellationToken);
        await arena.Objects.DeleteAsync(round.Objects, cancellationToken);
        return agents.Sum(agent => agent.CountOf(table)) == objects
            ? new GrowthStep(table, objects, use)
            : throw new BenchException($"{agents.Count} agents have not loaded {objects:N0} objects within {_limit.TotalMinutes} min.");
    }
}
