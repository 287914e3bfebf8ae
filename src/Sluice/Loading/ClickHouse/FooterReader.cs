using System.Globalization;
using System.Numerics;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;
using Sluice.Loading.Contract;

namespace Sluice.Loading.ClickHouse;

/// <summary>Reads footers (ClickHouse's input format <c>ParquetMetadata</c>).</summary>
internal sealed class FooterReader(ClickHouseClient client, S3Function s3, QueryIds queries)
{
    // Of all column chunks together: the statistics of longer footers are asked for only where the contract needs them.
    private const int MostChunks = 100_000;

    // It is S3 that is waited for.
    private const int MostAtOnce = 16;

    // Int128 in decimal. Text is cut, so that no value of an object that is none travels whole.
    private const int LongestNumber = 40;

    // ClickHouse's, as it says itself: it has to be the very same.
    private volatile string? _structure;

    /// <summary>Each object as a whole, by key.</summary>
    /// <param name="keys">Objects that share a URL.</param>
    /// <param name="keepsObjects">Whether ClickHouse keeps the objects for the statement that reads their rows (<see cref="PageCache"/>).</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClickHouseServerException">One of them is not there, not readable, or not Parquet.</exception>
    /// <exception cref="InvalidDataException">ClickHouse passed over one of them.</exception>
    public async Task<IReadOnlyDictionary<string, ObjectFooter>> ReadAsync(IReadOnlyCollection<string> keys, bool keepsObjects, CancellationToken cancellationToken)
    {
        var structure = _structure;
        try
        {
            var footers = await ReadAsync(keys, keepsObjects, structure, cancellationToken);
            _structure ??= await StructureAsync(keys.First(), cancellationToken);
            return footers;
        }
        catch (ClickHouseServerException e) when (structure is not null && e.ErrorCode == ServerErrors.BadArguments)
        {
            // Another ClickHouse by now, whose footers have other columns.
            _structure = null;
            return await ReadAsync(keys, keepsObjects, structure: null, cancellationToken);
        }
    }

    /// <summary>
    /// All footers in one block: what is computed of them would else be set up for each again. Besides what a footer says of the object as a whole, its statistics, which the contract may ask for.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, ObjectFooter>> ReadAsync(
        IReadOnlyCollection<string> keys, bool keepsObjects, string? structure, CancellationToken cancellationToken)
    {
        var byPath = keys.ToDictionary(s3.PathOf);
        var read = await AskAsync(
            $"""
             SELECT
                 _path, trimBoth(_etag, '"'), num_rows, total_uncompressed_size,
                 hex(sipHash128(
                     columns.name, columns.path, columns.max_definition_level, columns.max_repetition_level, columns.physical_type, columns.logical_type)),
                 columns.name, columns.path, columns.physical_type, groups.columns.statistics.null_count,
                 arrayMap(group -> arrayMap(bound -> substring(bound, 1, {LongestNumber + 1}), group), groups.columns.statistics.min),
                 arrayMap(group -> arrayMap(bound -> substring(bound, 1, {LongestNumber + 1}), group), groups.columns.statistics.max)
             FROM
             (
                 SELECT
                     _path, _etag, num_rows, total_uncompressed_size, columns,
                     if(length(columns) * length(row_groups) > {MostChunks / keys.Count}, [], row_groups) AS groups
                 FROM {await s3.OfAsync(keys, "ParquetMetadata", structure)}
                 ORDER BY _path
             )
             SETTINGS use_hive_partitioning = 0, max_threads = {Math.Clamp(keys.Count, 2, MostAtOnce)}
             """,
            keys,
            reader => (Key: byPath[reader.GetString(0)], Footer: FooterOf(reader)),
            cancellationToken,
            keepsObjects ? PageCache.Settings : null);
        var footers = read.ToDictionary(each => each.Key, each => each.Footer);
        return footers.Count == keys.Count
            ? footers
            : throw new InvalidDataException($"ClickHouse read no footer of {keys.First(key => !footers.ContainsKey(key))}");
    }

    private static ObjectFooter FooterOf(ClickHouseDataReader reader)
    {
        var leaves = new FooterLeaves(
            reader.GetFieldValue<string[]>(5),
            reader.GetFieldValue<string[]>(6),
            reader.GetFieldValue<string[]>(7),
            reader.GetFieldValue<ulong?[][]>(8),
            reader.GetFieldValue<string?[][]>(9),
            reader.GetFieldValue<string?[][]>(10));
        var statistics = leaves.Statistics();
        return new ObjectFooter(reader.GetString(1), Number(reader, 2), Number(reader, 3), reader.GetString(4), ColumnStatistics.RangesOf(statistics)) { Statistics = statistics };
    }

    private async Task<string> StructureAsync(string key, CancellationToken cancellationToken) => S3Function.StructureOf(await AskAsync(
        $"DESCRIBE TABLE {await s3.OfAsync([key], "ParquetMetadata")} SETTINGS use_hive_partitioning = 0",
        [key],
        reader => new FileColumn(reader.GetString(0), reader.GetString(1)),
        cancellationToken));

    /// <summary>Entity tag of an object as it is now, without quotes.</summary>
    public async Task<string?> ReadETagAsync(string key, CancellationToken cancellationToken)
    {
        var read = await AskAsync(
            $"SELECT trimBoth(_etag, '\"') FROM {await s3.OfAsync([key], "One")} SETTINGS use_hive_partitioning = 0", [key], reader => reader.GetString(0), cancellationToken);
        return read is [var tag, ..] ? tag : null;
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
        string sql, IReadOnlyCollection<string> keys, Func<ClickHouseDataReader, T> answer, CancellationToken cancellationToken, IReadOnlyDictionary<string, object>? settings = null) =>
        ObjectQuery.AskAsync(client, queries.Next(), sql, keys, answer, cancellationToken, settings);

    private static long Number(ClickHouseDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    private static BigInteger Big(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
