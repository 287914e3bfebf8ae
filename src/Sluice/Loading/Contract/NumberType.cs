using System.Globalization;
using System.Numerics;

namespace Sluice.Loading.Contract;

/// <summary>A numeric type: an integer, a binary fraction or a decimal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Range">Values of an integer; null for the others.</param>
/// <param name="MantissaBits">Bits in which a binary fraction holds every integer; 0 for the others.</param>
/// <param name="Precision">Digits of a decimal; 0 for the others.</param>
/// <param name="Scale">Of which stand behind the point.</param>
internal sealed record NumberType(string Name, ValueRange? Range, int MantissaBits, int Precision, int Scale)
{
    /// <summary>Reads a numeric type; null when it is not one.</summary>
    public static NumberType? Of(TypeName type) => type.Name switch
    {
        "BFloat16" => new NumberType(type.Name, null, 8, 0, 0),
        "Float32" => new NumberType(type.Name, null, 24, 0, 0),
        "Float64" => new NumberType(type.Name, null, 53, 0, 0),
        "Decimal" when type.Number(0) is { } precision => new NumberType(type.ToString(), null, 0, precision, type.Number(1) ?? 0),
        _ => OfInteger(type.Name),
    };

    /// <summary>Binary fractions hold all integers up to this one.</summary>
    public ValueRange ExactIntegers => new(-BigInteger.Pow(2, MantissaBits), BigInteger.Pow(2, MantissaBits));

    private static NumberType? OfInteger(string name)
    {
        var unsigned = name.StartsWith("UInt", StringComparison.Ordinal);
        var digits = unsigned ? name[4..] : name.StartsWith("Int", StringComparison.Ordinal) ? name[3..] : "";
        if (digits is not ("8" or "16" or "32" or "64" or "128" or "256"))
        {
            return null;
        }

        var bits = int.Parse(digits, CultureInfo.InvariantCulture);
        var range = unsigned
            ? new ValueRange(0, BigInteger.Pow(2, bits) - 1)
            : new ValueRange(-BigInteger.Pow(2, bits - 1), BigInteger.Pow(2, bits - 1) - 1);
        return new NumberType(name, range, 0, 0, 0);
    }
}
