namespace Sluice.Loading.ClickHouse;

/// <summary>What an object's footer says, read without reading the object.</summary>
/// <param name="ETag">Entity tag of the object as it is now, without quotes.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="UncompressedBytes">Size of its column chunks before compression (encoded all the same: in memory they are larger).</param>
/// <param name="Schema">Hash of its columns: objects that have it in common have the same names and types.</param>
/// <param name="Ranges">Of columns that are stored as whole numbers, what the statistics of all row groups say; by name, the first of them.</param>
internal sealed record ObjectFooter(string ETag, long Rows, long UncompressedBytes, string Schema, IReadOnlyList<FooterRange> Ranges)
{
    /// <summary>What the statistics of all row groups say of its columns; empty where the footer is too long to be told whole.</summary>
    public IReadOnlyList<ColumnStatistics> Statistics { get; init; } = [];
}
