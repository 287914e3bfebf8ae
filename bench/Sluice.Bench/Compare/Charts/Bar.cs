namespace Sluice.Bench.Compare.Charts;

/// <summary>A bar of a chart.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">How long it is.</param>
/// <param name="Min">Where its whisker begins.</param>
/// <param name="Max">Where its whisker ends.</param>
/// <param name="IsOurs">Whether it is Sluice's.</param>
internal sealed record Bar(string Label, double Value, double Min, double Max, bool IsOurs)
{
    /// <summary>One of several measurements.</summary>
    public static Bar Of(string label, Results.Spread spread, bool isOurs) => new(label, spread.Median, spread.Min, spread.Max, isOurs);
}
