namespace Sluice.Loading.Contract;

/// <summary>How well two types go together, best first.</summary>
internal enum ConversionFit
{
    /// <summary>Every value arrives as it was.</summary>
    Exact,

    /// <summary>A value arrives as it was, or the insert fails as a whole.</summary>
    Guarded,

    /// <summary>Some values change or vanish silently.</summary>
    Lossy,

    /// <summary>ClickHouse fails, or gives values of another meaning.</summary>
    Incompatible,
}
