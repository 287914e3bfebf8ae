using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Results;

/// <summary>All rounds of a workload.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Bytes">Bytes of all its objects.</param>
/// <param name="Rounds">The turns of each round.</param>
internal sealed record WorkloadResult(Workload Workload, long Bytes, IReadOnlyList<IReadOnlyList<Turn>> Rounds)
{
    /// <summary>What a contender's turns say, of each round that it took part in.</summary>
    public Spread? Of(string contender, Func<Turn, double> figure) =>
        Spread.Of(Rounds.SelectMany(round => round.Where(turn => turn.Contender == contender)).Select(figure));

    /// <summary>Time of one contender divided by that of another, of each round that both took part in.</summary>
    public Spread? Ratio(string contender, string other) => Spread.Of(
        from round in Rounds
        from turn in round
        from against in round
        where turn.Contender == contender && against.Contender == other
        select turn.Elapsed / against.Elapsed);
}
