using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sluice.Loading.Contract;

/// <summary>
/// Says whether a path's value is one of a column's type. Narrower than ClickHouse's own parser, which clamps dates and turns what it cannot
/// read into NULL.
/// </summary>
internal static class HiveValue
{
    private static readonly DateOnly _firstDay = new(1970, 1, 1);

    /// <returns>True when ClickHouse gives the column that very value, false when not, null when nobody tried.</returns>
    public static bool? Fits(string value, TypeName column)
    {
        var type = column.Bare;
        return type.Name switch
        {
            "String" => true,
            "FixedString" => type.Number(0) == Encoding.UTF8.GetByteCount(value),
            "Enum8" or "Enum16" => type.Arguments.Any(element => IsElement(element, value)),
            "Date" => Day(value) is { } day && day.DayNumber - _firstDay.DayNumber is >= 0 and <= ushort.MaxValue,
            "Date32" => Day(value) is { Year: >= 1900 and <= 2299 },
            _ => NumberType.Of(type)?.Range is { } range ? Integer(value) is { } number && range.Minimum <= number && number <= range.Maximum : null,
        };
    }

    private static bool IsElement(TypeArgument element, string value) =>
        element.Literal is { } literal && literal.StartsWith($"'{value}' =", StringComparison.Ordinal);

    private static DateOnly? Day(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // ClickHouse infers Int64 or UInt64 for the key before it converts: longer numbers are not its integers.
    private static BigInteger? Integer(string value) =>
        value.Length is > 0 and <= 18 && value.AsSpan(value[0] == '-' ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9')
            ? BigInteger.Parse(value, CultureInfo.InvariantCulture)
            : null;
}
