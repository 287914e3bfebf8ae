using System.Text.Json;

namespace Sluice.ChaosTests.Checking;

/// <summary>How a run ended.</summary>
/// <param name="Faults">Faults injected.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Objects">Contents uploaded.</param>
/// <param name="Rows">Rows that are in the tables.</param>
/// <param name="Bad">Contents that are not fine.</param>
/// <param name="Strangers">Contents in the tables that were never uploaded there.</param>
/// <param name="Leftovers">Messages and staging tables that remained, in words.</param>
internal sealed record ChaosResult(
    int Faults, int Seed, int Objects, long Rows, IReadOnlyList<ObjectCheck> Bad, int Strangers, IReadOnlyList<string> Leftovers)
{
    /// <summary>Contents with missing rows.</summary>
    public int Lost => Count(Verdict.Lost);

    /// <summary>Contents with rows too many.</summary>
    public int Duplicated => Count(Verdict.Duplicated) + Strangers;

    /// <summary>What is not settled and will not be.</summary>
    public int Stuck => Count(Verdict.Stuck) + Leftovers.Count;

    public bool IsClean => Lost + Duplicated + Stuck == 0;

    public string ToJson() => JsonSerializer.Serialize(
        new { faults = Faults, objects = Objects, lost = Lost, duplicated = Duplicated, stuck = Stuck, seed = Seed });

    private int Count(Verdict verdict) => Bad.Count(check => check.Verdict == verdict);
}
