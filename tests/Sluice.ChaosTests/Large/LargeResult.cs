using System.Text.Json;

namespace Sluice.ChaosTests.Large;

/// <summary>How a run of the large object ended.</summary>
/// <param name="Source">What was uploaded.</param>
/// <param name="Loaded">What the target holds.</param>
/// <param name="Kills">How often something was killed.</param>
/// <param name="PartialBeforePublish">Looks that saw rows which were not published whole.</param>
/// <param name="Leftovers">What is not settled, in words.</param>
internal sealed record LargeResult(LargeContent Source, LargeContent Loaded, int Kills, int PartialBeforePublish, IReadOnlyList<string> Leftovers)
{
    /// <summary>Rows of the object.</summary>
    public long Rows => Source.Rows;

    /// <summary>Rows that are missing; when none is and the checksum differs all the same, all count as lost, since nobody knows which are right.</summary>
    public long Lost => Loaded.Distinct < Source.Rows
        ? Source.Rows - Loaded.Distinct
        : Loaded.Rows == Source.Rows && Loaded.Checksum != Source.Checksum ? Source.Rows : 0;

    /// <summary>Rows too many.</summary>
    public long Duplicated => Loaded.Rows - Math.Min(Loaded.Distinct, Source.Rows);

    /// <summary>What will not settle any more.</summary>
    public int Stuck => Leftovers.Count;

    public bool IsClean => Lost + Duplicated + PartialBeforePublish + Stuck == 0;

    public string ToJson() => JsonSerializer.Serialize(new
    {
        rows = Rows, kills = Kills, lost = Lost, duplicated = Duplicated, partialBeforePublish = PartialBeforePublish, stuck = Stuck,
    });
}
