namespace Sluice.Loading.Contract;

/// <summary>Dates and times into one another. ClickHouse cuts and clamps silently, except between scales of DateTime64.</summary>
internal static class TimeConversion
{
    // Int64 nanoseconds end in 2262; the lesser scales reach further than any date.
    private const int NanosecondScale = 9;

    private static readonly ValueRange _daysOfDate = new(0, ushort.MaxValue);

    /// <returns>The judgement, or null when one of the types is not a date or time.</returns>
    public static Conversion? Judge(TypeName file, TypeName table, ValueRange? range) => (file.Name, table.Name) switch
    {
        ("Date" or "Date32", "Date32") or ("Date", "Date") or ("DateTime", "DateTime") => Conversion.Exact,
        ("Date32", "Date") => range is not null && range.IsWithin(_daysOfDate) && range.Minimum <= range.Maximum
            ? Conversion.Exact
            : Conversion.Lossy("a day before 1970 or after 2149-06-06 becomes the nearest that Date holds"),
        ("Date" or "Date32", "DateTime") => Conversion.Lossy("a day before 1970 or after 2106 becomes the nearest that DateTime holds"),
        ("Date", "DateTime64") => Conversion.Exact,
        ("Date32", "DateTime64") when Scale(table) < NanosecondScale => Conversion.Exact,
        ("Date32", "DateTime64") => Conversion.Lossy("a day after 2262-04-11 becomes the nearest that DateTime64(9) holds"),
        ("DateTime", "DateTime64") => Conversion.Exact,
        ("DateTime64", "DateTime64") => BetweenScales(Scale(file), Scale(table)),
        ("DateTime64", "DateTime") => Conversion.Lossy("fractions of a second are cut, and a time before 1970 or after 2106 becomes the nearest that DateTime holds"),
        ("DateTime" or "DateTime64", "Date" or "Date32") => Conversion.Lossy("the time of day is cut"),
        ("UInt16", "Date") or ("UInt32", "DateTime") => Conversion.Exact,
        _ => null,
    };

    private static Conversion BetweenScales(int file, int table) =>
        file > table ? Conversion.Lossy($"{file} digits of a second are cut to {table}")
        : file < table && table == NanosecondScale ? Conversion.Guarded("a time outside of 1900-01-01 to 2262-04-11 fails the insert")
        : Conversion.Exact;

    private static int Scale(TypeName type) => type.Number(0) ?? 3;
}
