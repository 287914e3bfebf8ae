using System.Numerics;

namespace Sluice.Loading.Contract;

/// <summary>Numbers into numbers. ClickHouse wraps, rounds and cuts silently; only decimals check for overflow.</summary>
internal static class NumberConversion
{
    public static Conversion Judge(NumberType file, NumberType table, ValueRange? range) => (file, table) switch
    {
        ({ Range: { } possible }, { Range: { } accepted }) => IntoInteger(table, range?.OrWhenImpossible(possible) ?? possible, accepted),
        ({ Range: { } possible }, { MantissaBits: > 0 }) => IntoFloat(file, table, range?.OrWhenImpossible(possible) ?? possible),
        ({ Range: { } possible }, { Precision: > 0 }) => IntoDecimal(table, possible),
        ({ MantissaBits: > 0 }, { MantissaBits: > 0 }) when file.MantissaBits <= table.MantissaBits => Conversion.Exact,
        ({ MantissaBits: > 0 }, _) => Conversion.Lossy($"{table.Name} cannot hold every value of {file.Name}: digits are cut"),
        ({ Precision: > 0 }, { Precision: > 0 }) => BetweenDecimals(file, table),
        ({ Scale: 0 }, { Range: not null }) => Conversion.Guarded($"a value outside of {table.Name} fails the insert"),
        ({ Precision: > 0 }, { Range: not null }) => Conversion.Lossy("digits behind the point are cut"),
        _ => Conversion.Lossy($"{table.Name} cannot hold every value of {file.Name}: digits are cut"),
    };

    private static Conversion IntoInteger(NumberType table, ValueRange values, ValueRange accepted) =>
        values.IsWithin(accepted) ? Conversion.Exact : Conversion.Lossy($"a value outside of {table.Name} wraps around");

    private static Conversion IntoFloat(NumberType file, NumberType table, ValueRange values) =>
        values.IsWithin(table.ExactIntegers)
            ? Conversion.Exact
            : Conversion.Lossy($"{table.Name} holds every {file.Name} only up to 2^{table.MantissaBits}: larger ones are rounded");

    private static Conversion IntoDecimal(NumberType table, ValueRange values)
    {
        var limit = BigInteger.Pow(10, table.Precision - table.Scale) - 1;
        return values.IsWithin(new ValueRange(-limit, limit))
            ? Conversion.Exact
            : Conversion.Guarded($"a value with more digits than {table.Name} holds fails the insert");
    }

    private static Conversion BetweenDecimals(NumberType file, NumberType table) =>
        file.Scale > table.Scale ? Conversion.Lossy($"{file.Scale} digits behind the point are cut to {table.Scale}")
        : file.Precision - file.Scale > table.Precision - table.Scale
            ? Conversion.Guarded($"a value with more digits than {table.Name} holds fails the insert")
            : Conversion.Exact;
}
