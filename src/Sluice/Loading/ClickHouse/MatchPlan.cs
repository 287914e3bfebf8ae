using System.Collections.Immutable;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Which rows are looked for, and where.</summary>
/// <param name="Target">The table.</param>
/// <param name="Columns">Columns that were inserted, by name.</param>
/// <param name="Staging">Table with the rows as the target would have them.</param>
/// <param name="Provenance">Column and value that the rows bear in the target; null where they bear none.</param>
/// <param name="AfterBlock">Block number of the target after which they were inserted; null when it says nothing.</param>
/// <param name="Keys">Columns of the target's keys: only rows within the range that is staged are looked at.</param>
/// <param name="Deadline">Server time after which nothing is filled in.</param>
/// <param name="MemoryBytes">What it may take of the server's memory.</param>
/// <param name="Slices">Into how many parts the rows are divided by their hashes, one compared after the other, so that it takes no more memory than it may.</param>
/// <param name="Comment">What it is about, for whoever reads the query log.</param>
internal sealed record MatchPlan(
    TableName Target,
    ImmutableArray<string> Columns,
    TableName Staging,
    (string Column, string Value)? Provenance,
    long? AfterBlock,
    ImmutableArray<string> Keys,
    DateTime Deadline,
    long MemoryBytes,
    int Slices,
    string Comment)
{
    // The hash in a set that was just doubled, and as much again for the set that it is compared with
    private const long BytesPerRow = 256;

    /// <summary>Whether the target passes its rows on to shards.</summary>
    public bool IsOverShards { get; init; }

    /// <summary>How many slices so many rows need.</summary>
    public static int SlicesOf(long rows, long memoryBytes) => (int)Math.Max(1, Math.Ceiling((double)rows * BytesPerRow / memoryBytes));
}
