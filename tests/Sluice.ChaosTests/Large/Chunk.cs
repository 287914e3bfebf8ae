using System.Text.RegularExpressions;

namespace Sluice.ChaosTests.Large;

/// <summary>Rows that one statement publishes, as the statement says.</summary>
/// <param name="First">Number of the first.</param>
/// <param name="End">Number after the last.</param>
internal readonly partial record struct Chunk(long First, long End)
{
    /// <summary>How many there are.</summary>
    public long Rows => End - First;

    /// <summary>Reads it from a statement.</summary>
    public static Chunk Of(string statement) => Range().Match(statement) is { Success: true } match
        ? new Chunk(long.Parse(match.Groups[1].ValueSpan), long.Parse(match.Groups[2].ValueSpan))
        : throw new ChaosException($"The suite does not know which rows this publishes: {statement}");

    [GeneratedRegex(@"\b_sluice_row`?\s*>=\s*(\d+)\s+AND\s+`?_sluice_row`?\s*<\s*(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex Range();
}
