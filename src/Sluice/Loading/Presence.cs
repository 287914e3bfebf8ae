namespace Sluice.Loading;

/// <summary>What the target has of the rows of an insert.</summary>
/// <param name="Expected">Rows that it should have.</param>
/// <param name="Found">How many of them it has.</param>
/// <param name="Extra">How many it has more often than it should.</param>
/// <param name="IsTorn">Of equal rows it has some and not all, which no part that is missing explains.</param>
/// <param name="ByContent">Whether rows were told by what is in them: those of another object may be equal.</param>
/// <param name="Unknown">Why it cannot be told; null when it can.</param>
internal sealed record Presence(
    long Expected, long Found, long Extra = 0, bool IsTorn = false, bool ByContent = false, string? Unknown = null)
{
    /// <summary>It cannot be told.</summary>
    public static Presence Unclear(string why) => new(0, 0, Unknown: why);

    /// <summary>All rows are there, each as often as it should be.</summary>
    public bool IsWhole => Unknown is null && Found == Expected && Extra == 0;

    /// <summary>No row is there.</summary>
    public bool IsNone => Unknown is null && Found == 0 && Extra == 0 && Expected > 0;

    /// <summary>Rows are missing, and those that are there are there once.</summary>
    public bool IsIncomplete => Unknown is null && Found < Expected && Extra == 0 && !IsTorn;
}
