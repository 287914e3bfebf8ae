using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Checking;

/// <summary>One content and what was found of it.</summary>
/// <param name="Upload">What was uploaded.</param>
/// <param name="Found">What its table holds.</param>
/// <param name="Summed">What the view's target holds, where there is a view.</param>
/// <param name="State">The ledger's state, or null when the ledger does not know it.</param>
internal sealed record ObjectCheck(Upload Upload, Found Found, Found? Summed, string? State)
{
    /// <summary>What became of it.</summary>
    public Verdict Verdict => OfRows() is var rows && rows != Verdict.Fine ? rows : OfSums();

    private bool IsWhole => Found.Rows == Upload.Source.Rows && Found.Distinct == Found.Rows && Found.Checksum == Upload.Source.Checksum;

    public override string ToString()
    {
        var sums = Summed is { } summed ? $", the view's target {summed.Rows}" : "";
        return $"{Verdict}: {Upload.Key}, etag {Upload.ETag}{(Upload.IsOverwritten ? ", overwritten since" : "")}: {Upload.Source.Rows} rows expected, "
            + $"its table has {Found.Rows} ({Found.Distinct} different){sums}, the ledger says {State ?? "nothing"}";
    }

    private Verdict OfRows() => this switch
    {
        { IsWhole: true } => OfWhole(),
        { Found.Rows: 0 } => OfNone(),
        { Found: var found } when found.Rows > found.Distinct => Verdict.Duplicated,
        _ => Verdict.Lost,
    };

    private Verdict OfWhole() => State switch
    {
        "loaded" => Verdict.Fine,
        "in_doubt" when Upload.IsOverwritten => Verdict.Fine,
        "superseded" or "skipped" or "unloaded" or "replaced" => Verdict.Duplicated,
        _ => Verdict.Stuck,
    };

    // Content that other content replaced before it was read has nothing to load, and nobody can tell how an insert of it ended.
    private Verdict OfNone() => State switch
    {
        "superseded" or "in_doubt" when Upload.IsOverwritten => Verdict.Fine,
        "intended" or "in_doubt" => Verdict.Stuck,
        _ => Verdict.Lost,
    };

    private Verdict OfSums() => Summed is not { } summed || (summed.Rows == Found.Rows && summed.Checksum == Found.Checksum)
        ? Verdict.Fine
        : summed.Rows > Found.Rows ? Verdict.Duplicated : Verdict.Lost;
}
