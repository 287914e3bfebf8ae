using System.Globalization;

namespace Sluice.Bench.Compare.World;

/// <summary>The rows of every object: trades, of which the columns are as compressible as such data are.</summary>
internal static class TradeTable
{
    /// <summary>The columns of a table.</summary>
    public const string Columns =
        """
        trade_id UInt64, traded_at DateTime64(3, 'UTC'), account_id UInt32, symbol LowCardinality(String), venue LowCardinality(String),
        side LowCardinality(String), price Decimal(18, 4), quantity UInt32, fee Decimal(9, 2), order_ref String
        """;

    /// <summary>Names of the columns.</summary>
    public const string Names = "trade_id, traded_at, account_id, symbol, venue, side, price, quantity, fee, order_ref";

    /// <summary>Number of rows and their checksum, of a table or a table function.</summary>
    public const string ContentOf = $"SELECT count(), sum(cityHash64({Names})) FROM ";

    private const int Seed = 20260302;

    /// <summary>A target table.</summary>
    public static string Create(string database, string table) =>
        $"CREATE TABLE {database}.{table} ({Columns}) ENGINE = MergeTree ORDER BY (symbol, traded_at)";

    /// <summary>Rows from <paramref name="first"/> on, the same ones always.</summary>
    public static string Rows(long first, long count) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
         SELECT number AS trade_id,
                toDateTime64('2026-03-02 08:00:00', 3, 'UTC') + toIntervalMillisecond(number * 7 + hash % 7) AS traded_at,
                toUInt32(pow(1 + hash % 1000, 2)) AS account_id,
                concat('SYM', leftPad(toString(toUInt32(sqrt(hash % 250000))), 3, '0')) AS symbol,
                ['XNYS', 'XNAS', 'ARCX', 'BATS', 'IEXG'][1 + intDiv(hash, 1000) % 5] AS venue,
                if(intDiv(hash, 7000) % 2 = 0, 'buy', 'sell') AS side,
                toDecimal64(20 + sqrt(hash % 250000) + (intDiv(hash, 1000000) % 2000) / 100, 4) AS price,
                toUInt32(100 * (1 + intDiv(hash, 9000) % 40)) AS quantity,
                toDecimal32((intDiv(hash, 11000) % 300) / 100, 2) AS fee,
                if(hash % 5 = 0, '', concat('R-', hex(hash))) AS order_ref
         FROM (SELECT number, sipHash64(number, {Seed}) AS hash FROM numbers({first}, {count}))
         """);
}
