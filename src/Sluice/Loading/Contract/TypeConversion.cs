namespace Sluice.Loading.Contract;

/// <summary>
/// Knows what ClickHouse does when it reads a Parquet column of one type into a table column of another. Only what was seen to keep
/// every value is called exact (<c>TypeConversionTruthTests</c>); whatever is not listed is incompatible.
/// </summary>
internal static class TypeConversion
{
    /// <summary>Judges a pair of types.</summary>
    /// <param name="file">Type of the file's column.</param>
    /// <param name="table">Type of the table's column.</param>
    /// <param name="nullCount">NULLs in the file's column, when known.</param>
    /// <param name="range">Bounds of its values, when known.</param>
    public static Conversion Judge(TypeName file, TypeName table, long? nullCount, ValueRange? range)
    {
        var values = Values(file.Bare, table.Bare, range);
        return file.IsNullable && !table.IsNullable && nullCount != 0
            ? values.And(new Conversion(ConversionFit.Lossy, "NULL becomes the column's default", IsAboutNulls: true))
            : values;
    }

    private static Conversion Values(TypeName file, TypeName table, ValueRange? range) =>
        Identical(file, table)
        ?? Numbers(file, table, range)
        ?? TimeConversion.Judge(file, table, range)
        ?? NestedConversion.Judge(file, table)
        ?? Texts(file, table)
        ?? Special(file, table)
        ?? Conversion.Incompatible("ClickHouse fails on such values or gives them another meaning");

    // A nested type holds Nullable elements, and a tuple names: its own judge looks at these.
    private static Conversion? Identical(TypeName file, TypeName table) => file.ToString() == table.ToString() ? Conversion.Exact : null;

    private static Conversion? Numbers(TypeName file, TypeName table, ValueRange? range) =>
        NumberType.Of(file) is { } from && NumberType.Of(table) is { } to ? NumberConversion.Judge(from, to, range) : null;

    private static Conversion? Texts(TypeName file, TypeName table) => (file.Name, table.Name) switch
    {
        ("String", "Enum8" or "Enum16") =>
            Conversion.Guarded("a text that is no element fails the insert, and a number is taken for the element of that number"),
        ("String", "FixedString") => Conversion.Lossy("a shorter text is padded with zero bytes, and a longer one fails or becomes NULL"),
        ("FixedString", "String") => Conversion.Lossy("zero bytes at the end are cut"),
        ("FixedString", "FixedString") when file.Number(0) < table.Number(0) => Conversion.Lossy("values are padded with zero bytes"),
        (_, "String") when IsPrintable(file) => Conversion.Exact,
        _ => null,
    };

    private static bool IsPrintable(TypeName type) =>
        type.Name is "Bool" or "Date" or "Date32" or "DateTime" or "DateTime64" or "UUID" or "Enum8" or "Enum16" or "IPv4" or "IPv6"
        || NumberType.Of(type) is not null;

    private static Conversion? Special(TypeName file, TypeName table) => (file.Name, table.Name) switch
    {
        ("Bool", _) when NumberType.Of(table) is not null => Conversion.Exact,
        ("UInt32", "IPv4") => Conversion.Exact,
        ("FixedString", "IPv6" or "UUID") when file.Number(0) == 16 => Conversion.Exact,
        ("FixedString", "Int128" or "UInt128") when file.Number(0) == 16 => Reinterpreted(table),
        ("FixedString", "Int256" or "UInt256") when file.Number(0) == 32 => Reinterpreted(table),
        _ => null,
    };

    private static Conversion Reinterpreted(TypeName table) =>
        Conversion.Lossy($"the bytes are taken for a {table} in ClickHouse's own byte order, which other writers do not use");
}
