using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare;

/// <summary>Has contenders load the same objects, one after the other, in rounds of which each begins with another one.</summary>
/// <param name="arena">Where.</param>
/// <param name="sluice">The agent.</param>
/// <param name="others">Whom it is compared with.</param>
/// <param name="progress">Takes a line about each turn.</param>
internal sealed class Rounds(Arena arena, SluiceContender sluice, IReadOnlyList<IContender> others, IProgress<string> progress)
{
    private static readonly TimeSpan _turnLimit = TimeSpan.FromMinutes(3);

    /// <summary>Makes the objects, warms everybody up, and measures.</summary>
    /// <param name="workload">What to load.</param>
    /// <param name="rounds">Rounds in which everybody takes part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkloadResult> RunAsync(Workload workload, RoundPlan rounds, CancellationToken cancellationToken)
    {
        progress.Report($"{workload.Name}: making {workload.Objects:N0} objects");
        var content = await arena.Objects.CreateAsync(workload, cancellationToken);
        var bytes = arena.Objects.BytesOf(workload);
        progress.Report($"{workload.Name}: {workload.Objects:N0} objects, {bytes / 1e6:N0} MB, {content.Rows:N0} rows");
        var results = new List<IReadOnlyList<Turn>>();
        for (var number = -rounds.WarmUps; number < rounds.Measured; number++)
        {
            var name = number < 0 ? $"{workload.Name}_warm_{-number}" : $"{workload.Name}_{number + 1}";
            var contenders = new[] { sluice }.Concat(others).Where(each => (number >= -1 && number < rounds.Slow) || each is not NaiveContender).ToList();
            var turns = await RoundAsync(workload, name, content, [.. Rotated(contenders, Math.Max(0, number))], cancellationToken);
            if (number >= 0)
            {
                results.Add(turns);
            }
        }

        return new WorkloadResult(workload, bytes, results);
    }

    private static IEnumerable<IContender> Rotated(List<IContender> contenders, int by) =>
        contenders.Select((_, index) => contenders[(index + by) % contenders.Count]);

    private async Task<IReadOnlyList<Turn>> RoundAsync(
        Workload workload, string name, Content content, IReadOnlyList<IContender> contenders, CancellationToken cancellationToken)
    {
        var round = await arena.Objects.CopyAsync(workload, workload.Domain, name, workload.Objects, cancellationToken);
        var turns = new List<Turn>();
        foreach (var contender in contenders)
        {
            turns.Add(await TurnAsync(contender, round, content, cancellationToken));
            progress.Report($"{name}: {contender.Name} {turns[^1].Elapsed.TotalSeconds:F2} s");
        }

        await arena.Objects.DeleteAsync(round.Objects, cancellationToken);
        return turns;
    }

    private async Task<Turn> TurnAsync(IContender contender, Round round, Content content, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_turnLimit);
        var (table, server) = (contender.TableOf(round), arena.Cloud.ClickHouse.ProcessId!.Value);
        try
        {
            await arena.Database.ExecuteAsync(TradeTable.Create(round.Database, table), limit.Token);
            await contender.PrepareAsync(round, limit.Token);
            var cpu = ProcessFigures.Cpu(server);
            var elapsed = await contender.LoadAsync(round, limit.Token);
            cpu = ProcessFigures.Cpu(server) - cpu;
            await contender.CleanAsync(round, limit.Token);
            await CheckAsync(contender, round, content, limit.Token);
            var parts = await arena.Database.NewPartsAsync(round.Database, table, limit.Token);
            await arena.Database.ExecuteAsync($"DROP TABLE {round.Database}.{table} SYNC", limit.Token);
            return new Turn(contender.Name, elapsed, parts, cpu, contender == sluice ? sluice.LastUse : null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchException($"{contender.Name} has not loaded {round.Name} within {_turnLimit.TotalMinutes} min.");
        }
    }

    private async Task CheckAsync(IContender contender, Round round, Content content, CancellationToken cancellationToken)
    {
        var found = await arena.Database.ContentAsync($"{round.Database}.{contender.TableOf(round)}", cancellationToken);
        if (found != content)
        {
            throw new BenchException(
                $"{contender.Name} has loaded {found.Rows:N0} rows of {round.Name}, checksum {found.Checksum}; in the objects are {content.Rows:N0}, checksum {content.Checksum}.");
        }
    }
}
