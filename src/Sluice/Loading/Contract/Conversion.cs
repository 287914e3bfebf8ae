namespace Sluice.Loading.Contract;

/// <summary>What ClickHouse does with values of one type in a column of another.</summary>
/// <param name="Fit">How well they go together.</param>
/// <param name="Reason">What happens to the values that do not fit; empty when all do.</param>
/// <param name="IsAboutNulls">True when NULLs alone are the matter.</param>
internal sealed record Conversion(ConversionFit Fit, string Reason = "", bool IsAboutNulls = false)
{
    public static Conversion Exact { get; } = new(ConversionFit.Exact);

    public static Conversion Guarded(string reason) => new(ConversionFit.Guarded, reason);

    public static Conversion Lossy(string reason) => new(ConversionFit.Lossy, reason);

    public static Conversion Incompatible(string reason) => new(ConversionFit.Incompatible, reason);

    /// <summary>The worse of two; the first when both are as bad.</summary>
    public Conversion And(Conversion other) => other.Fit > Fit ? other : this;
}
