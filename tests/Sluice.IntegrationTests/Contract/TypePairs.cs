namespace Sluice.IntegrationTests.Contract;

/// <summary>Pairs of types with values at their edges: type written to the file, type in the table, how to compare, values.</summary>
public static class TypePairs
{
    /// <summary>Same text, and the way back gives the same text: what counts for most types.</summary>
    private const string Text =
        "ifNull(toString(t.v), 'NULL') = ifNull(toString(s.v), 'NULL') AND ifNull(toString(CAST(t.v, TYPE)), 'NULL') = ifNull(toString(s.v), 'NULL')";

    /// <summary>Equal to the server, whose comparison of numbers and of times is exact across types.</summary>
    private const string Value = "ifNull(t.v = s.v, isNull(t.v) AND isNull(s.v)) AND ifNull(toString(CAST(t.v, TYPE)), 'NULL') = ifNull(toString(s.v), 'NULL')";

    /// <summary>Only the way back gives the same: for values that look different, such as an address.</summary>
    private const string Back = "toString(CAST(t.v, TYPE)) = toString(s.v)";

    /// <summary>Same bytes.</summary>
    private const string Bytes = "hex(t.v) = hex(s.v)";

    private const string Tuple = "t.v.a = s.v.a AND t.v.b = s.v.b AND length(toString(t.v)) = length(toString(s.v))";

    private static readonly string[] _bytes = ["0", "255"];
    private static readonly string[] _int8 = ["-128", "127"];
    private static readonly string[] _int16 = ["-32768", "32767"];
    private static readonly string[] _uint16 = ["0", "65535"];
    private static readonly string[] _int32 = ["-2147483648", "2147483647", "16777217"];
    private static readonly string[] _uint32 = ["0", "4294967295", "16777217"];
    private static readonly string[] _int64 = ["-9223372036854775808", "9223372036854775807", "-1"];
    private static readonly string[] _uint64 = ["0", "9007199254740993", "18446744073709551615"];
    private static readonly string[] _float32 = ["0.1", "-3.4e38", "inf", "16777216"];
    private static readonly string[] _float64 = ["0.1", "1e308", "-inf", "9007199254740991"];
    private static readonly string[] _texts = ["'abc'", "''", "'12'", "'300'", "'가나 🚀'", "'a\\0'"];
    private static readonly string[] _days = ["'1900-01-01'", "'1970-01-01'", "'2149-06-07'", "'2299-12-31'"];
    private static readonly string[] _millis = ["'1900-01-01 00:00:00.000'", "'2026-05-31 12:34:56.789'", "'2262-01-01 00:00:00.001'", "'2299-12-31 23:59:59.999'"];
    private static readonly string[] _micros = ["'1900-01-01 00:00:00.000001'", "'2026-05-31 12:34:56.789012'", "'2299-12-31 23:59:59.999999'"];
    private static readonly string[] _nanos = ["'1900-01-01 00:00:00.000000001'", "'2262-04-11 23:47:16.854775807'"];
    private static readonly string[] _cents = ["'-9999999.99'", "'0.01'", "'9999999.99'"];
    private static readonly string[] _ids = ["'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"];
    private static readonly string[] _pair = ["(255, 'x')", "(0, '')"];

    public static TheoryData<string, string, string, string[]> Exact => new()
    {
        { "Bool", "Bool", Text, ["false", "true"] },
        { "Bool", "UInt8", Value, ["false", "true"] },
        { "Bool", "Int64", Value, ["false", "true"] },
        { "Bool", "Float64", Value, ["false", "true"] },
        { "Bool", "String", Text, ["false", "true"] },
        { "UInt8", "UInt16", Text, _bytes },
        { "UInt8", "UInt64", Text, _bytes },
        { "UInt8", "Int16", Text, _bytes },
        { "UInt8", "Float32", Text, _bytes },
        { "UInt8", "BFloat16", Text, _bytes },
        { "UInt8", "Decimal(9, 2)", Text, _bytes },
        { "UInt16", "Int32", Text, _uint16 },
        { "UInt16", "Float32", Text, _uint16 },
        { "UInt16", "Date", Back, _uint16 },
        { "UInt32", "UInt64", Text, _uint32 },
        { "UInt32", "Int64", Text, _uint32 },
        { "UInt32", "Float64", Text, _uint32 },
        { "UInt32", "DateTime('UTC')", Back, _uint32 },
        { "UInt32", "IPv4", Back, _uint32 },
        { "UInt64", "UInt64", Text, _uint64 },
        { "UInt64", "UInt128", Text, _uint64 },
        { "UInt64", "Int128", Text, _uint64 },
        { "UInt64", "Decimal(20, 0)", Text, _uint64 },
        { "UInt64", "String", Text, _uint64 },
        { "UInt64", "Nullable(UInt64)", Text, _uint64 },
        { "Int8", "Int16", Text, _int8 },
        { "Int8", "Float32", Text, _int8 },
        { "Int16", "Int32", Text, _int16 },
        { "Int32", "Int64", Text, _int32 },
        { "Int32", "Float64", Text, _int32 },
        { "Int32", "Decimal(12, 2)", Text, _int32 },
        { "Int64", "Int128", Text, _int64 },
        { "Int64", "Int256", Text, _int64 },
        { "Int64", "Decimal(38, 10)", Text, _int64 },
        { "Int64", "String", Text, _int64 },
        { "Float32", "Float64", Value, _float32 },
        { "Float32", "String", Text, [.. _float32, "nan"] },
        { "Float64", "Float64", Text, [.. _float64, "nan"] },
        { "Float64", "String", Text, [.. _float64, "nan"] },
        { "String", "String", Bytes, _texts },
        { "String", "LowCardinality(String)", Bytes, _texts },
        { "String", "Nullable(String)", Bytes, _texts },
        { "String", "LowCardinality(Nullable(String))", Bytes, _texts },
        { "LowCardinality(String)", "String", Bytes, _texts },
        { "Enum8('a' = 1, 'b' = 2)", "String", Text, ["'a'", "'b'"] },
        { "FixedString(4)", "FixedString(4)", Bytes, ["'abcd'", "'ab'", "''"] },
        { "IPv6", "IPv6", Bytes, ["'2001:db8::1'", "'::ffff:1.2.3.4'"] },
        { "FixedString(16)", "UUID", Bytes, ["'0123456789abcdef'"] },
        { "UUID", "UUID", Text, _ids },
        { "UUID", "String", Text, _ids },
        { "Date32", "Date32", Text, _days },
        { "Date32", "DateTime64(3, 'UTC')", Value, _days },
        { "Date32", "DateTime64(6, 'Asia/Seoul')", Back, _days },
        { "Date32", "String", Text, _days },
        { "DateTime64(3, 'UTC')", "DateTime64(3, 'UTC')", Text, _millis },
        { "DateTime64(3, 'UTC')", "DateTime64(6, 'UTC')", Value, _millis },
        { "DateTime64(3, 'UTC')", "DateTime64(3, 'Asia/Seoul')", Value, _millis },
        { "DateTime64(6, 'UTC')", "DateTime64(6, 'UTC')", Text, _micros },
        { "DateTime64(6, 'UTC')", "DateTime64(7, 'UTC')", Value, _micros },
        { "DateTime64(6, 'UTC')", "String", Text, _micros },
        { "DateTime64(9, 'UTC')", "DateTime64(9, 'UTC')", Text, _nanos },
        { "Decimal(9, 2)", "Decimal(18, 2)", Text, _cents },
        { "Decimal(9, 2)", "Decimal(38, 10)", Text, _cents },
        { "Decimal(9, 2)", "String", Text, _cents },
        { "Decimal(76, 20)", "Decimal(76, 20)", Text, ["'-1.00000000000000000001'"] },
        { "Nullable(UInt8)", "Nullable(UInt64)", Text, ["NULL", "255"] },
        { "Nullable(UInt8)", "Nullable(Float64)", Text, ["NULL", "255"] },
        { "Nullable(UInt8)", "Nullable(String)", Text, ["NULL", "255"] },
        { "Nullable(String)", "LowCardinality(Nullable(String))", Text, ["NULL", "''"] },
        { "Nullable(DateTime64(3, 'UTC'))", "Nullable(DateTime64(6, 'UTC'))", Value, ["NULL", "'2026-05-31 12:34:56.789'"] },
        { "Array(UInt8)", "Array(UInt64)", Text, ["[]", "[0, 255]"] },
        { "Array(UInt8)", "Array(Nullable(UInt64))", Text, ["[]", "[0, 255]"] },
        { "Array(Nullable(String))", "Array(Nullable(String))", Text, ["[NULL, 'a']"] },
        { "Array(Array(Int32))", "Array(Array(Int64))", Text, ["[[], [-2147483648]]"] },
        { "Map(String, UInt8)", "Map(String, UInt64)", Text, ["map('a', 255)", "map()"] },
        { "Map(String, UInt8)", "Map(LowCardinality(String), UInt8)", Text, ["map('a', 255)", "map()"] },
        { "Tuple(a UInt8, b String)", "Tuple(a UInt64, b String)", Text, _pair },
        { "Tuple(a UInt8, b String)", "Tuple(b String, a UInt8)", Tuple, _pair },
        { "Tuple(a UInt8, b String)", "Tuple(UInt8, String)", Text, _pair },
        { "Array(Tuple(a UInt8, b String))", "Array(Tuple(a UInt64, b String))", Text, ["[(255, 'x')]"] },
    };

    public static TheoryData<string, string, string, string[]> Guarded => new()
    {
        { "String", "Enum8('a' = 1, 'b' = 2)", Text, ["'a'", "'c'", "''"] },
        { "String", "Nullable(Enum8('a' = 1, 'b' = 2))", Text, ["'a'", "'c'", "''"] },
        { "UInt32", "Decimal(9, 2)", Text, ["1", "4294967295"] },
        { "UInt64", "Decimal(18, 2)", Text, ["1", "18446744073709551615"] },
        { "Int64", "Decimal(18, 4)", Text, ["-1", "-9223372036854775808"] },
        { "Int64", "Nullable(Decimal(18, 4))", Text, ["-1", "-9223372036854775808"] },
        { "Decimal(9, 0)", "UInt8", Text, ["'255'", "'256'", "'-1'"] },
        { "Decimal(38, 0)", "Int64", Text, ["'9223372036854775807'", "'9223372036854775808'"] },
        { "Decimal(38, 0)", "Nullable(Int64)", Text, ["'9223372036854775807'", "'9223372036854775808'"] },
        { "Decimal(18, 2)", "Decimal(9, 2)", Text, ["'1.23'", "'9999999999999999.99'"] },
        { "Decimal(18, 2)", "Nullable(Decimal(9, 2))", Text, ["'1.23'", "'9999999999999999.99'"] },
        { "DateTime64(3, 'UTC')", "DateTime64(9, 'UTC')", Value, _millis },
        { "DateTime64(6, 'UTC')", "Nullable(DateTime64(9, 'UTC'))", Value, _micros },
    };

    public static TheoryData<string, string, string, string[]> Lossy => new()
    {
        { "UInt8", "Int8", Text, _bytes },
        { "UInt64", "UInt8", Text, _uint64 },
        { "UInt64", "Int64", Text, _uint64 },
        { "UInt64", "Float64", Text, _uint64 },
        { "UInt32", "Float32", Text, _uint32 },
        { "Int16", "BFloat16", Text, _int16 },
        { "Int32", "UInt32", Text, _int32 },
        { "Int32", "Float32", Text, _int32 },
        { "Int64", "UInt64", Text, _int64 },
        { "Int64", "Int32", Text, _int64 },
        { "Int64", "Float64", Value, ["9007199254740993"] },
        { "Int64", "Nullable(UInt8)", Text, _int64 },
        { "Float64", "Float32", Value, _float64 },
        { "Float32", "BFloat16", Value, _float32 },
        { "Float64", "Int64", Text, ["1.5"] },
        { "Float64", "Decimal(9, 2)", Text, ["1.239"] },
        { "Decimal(18, 4)", "Decimal(18, 2)", Text, ["'1.2345'"] },
        { "Decimal(18, 4)", "Int64", Text, ["'1.2345'"] },
        { "Decimal(18, 4)", "Float64", Text, ["'99999999999999.9999'"] },
        { "Date32", "Date", Text, _days },
        { "Date32", "DateTime('UTC')", Value, _days },
        { "Date32", "DateTime64(9, 'UTC')", Value, _days },
        { "DateTime64(3, 'UTC')", "DateTime('UTC')", Value, _millis },
        { "DateTime64(6, 'UTC')", "DateTime64(3, 'UTC')", Value, _micros },
        { "DateTime64(9, 'UTC')", "DateTime64(6, 'UTC')", Value, _nanos },
        { "DateTime64(3, 'UTC')", "Date32", Value, _millis },
        { "String", "FixedString(8)", Bytes, ["'abc'"] },
        { "String", "Nullable(FixedString(2))", Text, ["'abc'"] },
        { "FixedString(4)", "String", Bytes, ["'ab'"] },
        { "FixedString(4)", "FixedString(6)", Bytes, ["'abcd'"] },
        { "FixedString(16)", "Int128", Text, ["'0123456789abcdef'"] },
        { "Nullable(UInt8)", "UInt8", Text, ["NULL", "1"] },
        { "Nullable(String)", "String", Text, ["NULL", "'a'"] },
        { "Nullable(String)", "LowCardinality(String)", Text, ["NULL", "'a'"] },
        { "Array(Nullable(String))", "Array(String)", Text, ["[NULL]"] },
        { "Array(UInt64)", "Array(UInt8)", Text, ["[300]"] },
        { "Map(String, UInt64)", "Map(String, UInt8)", Text, ["map('a', 300)"] },
        { "Tuple(a UInt8, b String)", "Tuple(a UInt8)", Text, _pair },
        { "Tuple(a UInt8, b String)", "Tuple(a UInt8, b String, c UInt8)", Text, _pair },
        { "Tuple(a UInt8, b String)", "Tuple(x UInt8, y String)", Text, ["(255, 'x')"] },
        { "Tuple(UInt8, String)", "Tuple(a UInt8, b String)", Text, ["(255, 'x')"] },
    };

    public static TheoryData<string, string, string, string[]> Incompatible => new()
    {
        { "String", "UInt64", Text, _texts },
        { "String", "UInt8", Text, ["'300'"] },
        { "String", "Nullable(UInt64)", Text, ["'abc'"] },
        { "String", "Float64", Text, _texts },
        { "String", "Decimal(9, 2)", Text, ["'1.239'"] },
        { "String", "Bool", Text, _texts },
        { "String", "Date", Text, ["'2026-13-02'"] },
        { "String", "Nullable(Date)", Text, ["'abc'"] },
        { "String", "DateTime64(3)", Text, _texts },
        { "String", "UUID", Text, _texts },
        { "String", "Nullable(UUID)", Text, _texts },
        { "String", "IPv4", Text, _texts },
        { "String", "Array(String)", Text, _texts },
        { "String", "Map(String, String)", Text, _texts },
        { "UInt8", "Enum8('a' = 1, 'b' = 2)", Text, _bytes },
        { "UInt32", "FixedString(4)", Text, _uint32 },
        { "UInt8", "Bool", Text, ["2"] },
        { "Int64", "Date", Text, ["-1"] },
        { "Int64", "DateTime64(3)", Text, ["-1"] },
        { "Float64", "DateTime", Text, ["1.5"] },
        { "Date32", "UInt8", Text, _days },
        { "DateTime64(3, 'UTC')", "UInt32", Text, _millis },
        { "FixedString(4)", "FixedString(3)", Bytes, ["'abcd'"] },
        { "UUID", "FixedString(4)", Text, _ids },
        { "Array(UInt8)", "UInt8", Text, ["[1]"] },
        { "Array(UInt8)", "String", Text, ["[1]"] },
        { "Array(UInt8)", "Array(Array(UInt8))", Text, ["[1]"] },
        { "Map(String, UInt8)", "Tuple(a UInt8)", Text, ["map('a', 1)"] },
        { "Map(String, UInt8)", "Array(Tuple(String, UInt8))", Text, ["map('a', 1)"] },
        { "Tuple(a UInt8, b String)", "Tuple(UInt8)", Text, _pair },
        { "Tuple(a UInt8, b String)", "String", Text, _pair },
    };
}
