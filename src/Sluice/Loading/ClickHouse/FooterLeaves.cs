using System.Globalization;
using Sluice.Loading.Contract;

namespace Sluice.Loading.ClickHouse;

/// <summary>The leaves of a footer's schema, each with what every row group says of it.</summary>
/// <param name="Names">Column that a leaf belongs to.</param>
/// <param name="Paths">Its path: the column's name, where it is not nested.</param>
/// <param name="Types">Its physical type.</param>
/// <param name="Nulls">By row group and leaf: its NULLs.</param>
/// <param name="Minima">By row group and leaf: its least value, as text.</param>
/// <param name="Maxima">By row group and leaf: its greatest value, as text.</param>
internal sealed record FooterLeaves(string[] Names, string[] Paths, string[] Types, ulong?[][] Nulls, string?[][] Minima, string?[][] Maxima)
{
    /// <summary>The row groups' figures, put together; none where there is no row group.</summary>
    public IReadOnlyList<ColumnStatistics> Statistics() => Minima.Length == 0
        ? []
        : [.. Enumerable.Range(0, Names.Length).Where(leaf => Paths[leaf] == Names[leaf]).Select(StatisticsOf)];

    private ColumnStatistics StatisticsOf(int leaf)
    {
        var nulls = Nulls.Select(group => group[leaf]).ToList();
        var bounds = Minima.Zip(Maxima, (low, high) => (Low: Number(low[leaf]), High: Number(high[leaf]))).ToList();
        return new ColumnStatistics(
            Names[leaf],
            Types[leaf] is "INT32" or "INT64",
            nulls.TrueForAll(count => count is not null) ? nulls.Sum(count => (long)count!.Value) : null,
            bounds.TrueForAll(bound => bound is { Low: not null, High: not null })
                ? new ValueRange(bounds.Min(bound => bound.Low!.Value), bounds.Max(bound => bound.High!.Value))
                : null,
            bounds.TrueForAll(bound => bound.Low <= bound.High));
    }

    private static Int128? Number(string? text) => Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
