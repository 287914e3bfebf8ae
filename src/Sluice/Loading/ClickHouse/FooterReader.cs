using System.Globalization;
using System.Numerics;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;
using Sluice.Loading.Contract;

namespace Sluice.Loading.ClickHouse;

/// <summary>Reads footers (ClickHouse's input format <c>ParquetMetadata</c>).</summary>
internal sealed class FooterReader(ClickHouseClient client, S3Function s3, QueryIds queries)
{
    // Tables may have thousands of columns, and a few tell objects apart.
    private const int MostRanges = 32;

    // Every row group has the same columns in the same order. Where the least is greater than the greatest, the writer took unsigned values for signed ones.
    private const string Ranges =
        """
        arrayMap(group -> arrayMap(leaf -> toInt128OrNull(leaf.statistics.min), group.columns), row_groups) AS minima,
        arrayMap(group -> arrayMap(leaf -> toInt128OrNull(leaf.statistics.max), group.columns), row_groups) AS maxima,
        arrayReduce('minForEach', arrayMap((low, high) -> arrayMap((a, b) -> toUInt8(ifNull(a <= b, 0)), low, high), minima, maxima)) AS are_known,
        arrayReduce('minForEach', arrayMap(low -> arrayMap(a -> ifNull(a, 0), low), minima)) AS lows,
        arrayReduce('maxForEach', arrayMap(high -> arrayMap(b -> ifNull(b, 0), high), maxima)) AS highs,
        arrayFilter(
            n -> are_known[n] AND columns[n].path = columns[n].name AND columns[n].physical_type IN ('INT32', 'INT64'), arrayEnumerate(columns)) AS leaves,
        arraySort(arrayMap(n -> [columns[n].name, toString(lows[n]), toString(highs[n])], leaves)) AS ranges
        """;

    /// <summary>Each object as a whole, by key.</summary>
    /// <param name="keys">Objects that share a URL.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClickHouseServerException">One of them is not there, not readable, or not Parquet.</exception>
    /// <exception cref="InvalidDataException">ClickHouse passed over one of them.</exception>
    public async Task<IReadOnlyDictionary<string, ObjectFooter>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var byPath = keys.ToDictionary(s3.PathOf);
        var read = await AskAsync(
            $"""
             WITH {Ranges}
             SELECT
                 _path,
                 trimBoth(_etag, '"'),
                 num_rows,
                 total_uncompressed_size,
                 hex(sipHash128(arrayMap(
                     leaf -> (leaf.name, leaf.path, leaf.max_definition_level, leaf.max_repetition_level, leaf.physical_type, leaf.logical_type), columns))),
                 arraySlice(ranges, 1, {MostRanges})
             FROM {await s3.OfAsync(keys, "ParquetMetadata")}
             SETTINGS use_hive_partitioning = 0
             """,
            keys,
            reader => (Key: byPath[reader.GetString(0)], Footer: new ObjectFooter(
                reader.GetString(1),
                Number(reader, 2),
                Number(reader, 3),
                reader.GetString(4),
                [.. reader.GetFieldValue<string[][]>(5).Select(range => new FooterRange(range[0], range[1], range[2]))])),
            cancellationToken);
        var footers = read.ToDictionary(each => each.Key, each => each.Footer);
        return footers.Count == keys.Count
            ? footers
            : throw new InvalidDataException($"ClickHouse read no footer of {keys.First(key => !footers.ContainsKey(key))}");
    }

    /// <summary>Its columns with their ClickHouse types, without the keys of its path.</summary>
    public async Task<IReadOnlyList<FileColumn>> ReadColumnsAsync(string key, CancellationToken cancellationToken) => await AskAsync(
        $"DESCRIBE TABLE {await s3.OfAsync([key], "Parquet")} SETTINGS use_hive_partitioning = 0",
        [key],
        reader => new FileColumn(reader.GetString(0), reader.GetString(1)),
        cancellationToken);

    /// <summary>The columns with what the footer's statistics can vouch for, which takes a look at every row group.</summary>
    public async Task<IReadOnlyList<FileColumn>> ReadStatisticsAsync(
        string key, IReadOnlyList<FileColumn> columns, CancellationToken cancellationToken)
    {
        var read = await AskAsync(
            $"""
             SELECT
                 leaf.name,
                 if(countIf(leaf.statistics.null_count IS NULL) = 0, toString(sum(leaf.statistics.null_count)), ''),
                 if(countIf(toInt128OrNull(leaf.statistics.min) IS NULL) = 0, toString(min(toInt128OrNull(leaf.statistics.min))), ''),
                 if(countIf(toInt128OrNull(leaf.statistics.max) IS NULL) = 0, toString(max(toInt128OrNull(leaf.statistics.max))), '')
             FROM (SELECT arrayJoin(row_groups) AS row_group FROM {await s3.OfAsync([key], "ParquetMetadata")})
             ARRAY JOIN row_group.columns AS leaf
             WHERE leaf.path = leaf.name
             GROUP BY leaf.name
             """,
            [key],
            reader => (Name: reader.GetString(0), Nulls: reader.GetString(1), Minimum: reader.GetString(2), Maximum: reader.GetString(3)),
            cancellationToken);
        var vouched = read.ToDictionary(each => each.Name, each => (
            Nulls: each.Nulls.Length > 0 ? long.Parse(each.Nulls, CultureInfo.InvariantCulture) : (long?)null,
            Range: each.Minimum.Length > 0 && each.Maximum.Length > 0 ? new ValueRange(Big(each.Minimum), Big(each.Maximum)) : null));
        return
        [
            .. columns.Select(column => vouched.TryGetValue(column.Name, out var known)
                ? column with { NullCount = known.Nulls, Range = known.Range }
                : column),
        ];
    }

    private Task<IReadOnlyList<T>> AskAsync<T>(
        string sql, IReadOnlyCollection<string> keys, Func<ClickHouseDataReader, T> answer, CancellationToken cancellationToken) =>
        ObjectQuery.AskAsync(client, queries.Next(), sql, keys, answer, cancellationToken);

    private static long Number(ClickHouseDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    private static BigInteger Big(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
