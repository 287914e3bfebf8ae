using Sluice.Loading.Contract;

namespace Sluice.Loading.ClickHouse;

/// <summary>What a footer's statistics say of a column that is not nested.</summary>
/// <param name="Column">Its name.</param>
/// <param name="IsWhole">Whether it is stored as whole numbers.</param>
/// <param name="NullCount">Its NULLs; null when a row group does not say.</param>
/// <param name="Range">Its least and greatest value; null when a row group does not say, or says it otherwise than as a whole number.</param>
/// <param name="IsOrdered">Whether no row group has a least value above its greatest: a writer may have taken unsigned values for signed ones.</param>
internal sealed record ColumnStatistics(string Column, bool IsWhole, long? NullCount, ValueRange? Range, bool IsOrdered)
{
    // Tables may have thousands of columns, and a few tell objects apart.
    private const int MostRanges = 32;

    /// <summary>Of the columns that are stored as whole numbers their bounds, by name, the first of them.</summary>
    public static IReadOnlyList<FooterRange> RangesOf(IEnumerable<ColumnStatistics> columns) =>
    [
        .. columns.Where(column => column is { IsWhole: true, IsOrdered: true, Range: not null })
            .OrderBy(column => column.Column, StringComparer.Ordinal)
            .Take(MostRanges)
            .Select(column => new FooterRange(column.Column, $"{column.Range!.Minimum}", $"{column.Range.Maximum}")),
    ];
}
