using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>An agent with exactly-once on, from the messages to their deletion.</summary>
/// <param name="arena">Where.</param>
/// <param name="agent">The agent.</param>
/// <param name="tables">Makes its tables ready.</param>
/// <param name="time">The clock.</param>
internal sealed class SluiceContender(Arena arena, Agent agent, PreparedTables tables, TimeProvider time) : IContender
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    private readonly Backlog _backlog = new(arena, time);

    public string Name => Names.Sluice;

    /// <summary>What the last round took.</summary>
    public AgentUse? LastUse { get; private set; }

    public string TableOf(Round round) => round.Name;

    public Task PrepareAsync(Round round, CancellationToken cancellationToken) => tables.PrepareAsync(round.Database, TableOf(round), cancellationToken);

    public async Task<TimeSpan> LoadAsync(Round round, CancellationToken cancellationToken)
    {
        LastUse = await _backlog.LoadAsync([agent], round, _limit, cancellationToken);
        return agent.CountOf(round.Name) == round.Objects.Count
            ? LastUse.Elapsed
            : throw new BenchException($"Sluice has loaded {agent.CountOf(round.Name):N0} of {round.Objects.Count:N0} objects of {round.Name} within {_limit.TotalMinutes} min.");
    }

    public Task CleanAsync(Round round, CancellationToken cancellationToken) => Task.CompletedTask;
}
