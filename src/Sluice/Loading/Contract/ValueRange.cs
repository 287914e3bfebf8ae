using System.Numerics;

namespace Sluice.Loading.Contract;

/// <summary>Bounds of an integer or date column from the footer's statistics. A date counts days since 1970-01-01.</summary>
internal sealed record ValueRange(BigInteger Minimum, BigInteger Maximum)
{
    /// <summary>True when <paramref name="other"/> holds every value of this one.</summary>
    public bool IsWithin(ValueRange other) => Minimum >= other.Minimum && Maximum <= other.Maximum;

    /// <summary>This range, or <paramref name="possible"/> where it cannot be true: a writer may put unsigned values down as signed ones.</summary>
    public ValueRange OrWhenImpossible(ValueRange possible) => Minimum <= Maximum && IsWithin(possible) ? this : possible;
}
