using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>Makes tables and Parquet files, before anything goes wrong.</summary>
internal sealed class SourceMaker(LocalCloud cloud, Database database)
{
    /// <summary>The columns of every file and table.</summary>
    public const string Columns = "object UInt32, row UInt32, value Int64, payload String";

    /// <summary>Hash of a row; 40 bits, so that sums of millions fit in 64.</summary>
    public const string RowHash = "bitAnd(sipHash64(object, row, value, payload), 1099511627775)";

    private const string Window = "SETTINGS non_replicated_deduplication_window = 1000";
    private const string Folder = "chaos";

    // One object in so many is a large one.
    private const int Pattern = 16;

    /// <summary>Makes the tables.</summary>
    public async Task CreateTablesAsync(CancellationToken cancellationToken)
    {
        string[] statements =
        [
            Create(ChaosTable.Plain, "ORDER BY (object, row)"),
            Create(ChaosTable.Provenance, "ORDER BY (object, row)", ", _sluice_load_id String"),
            Create(ChaosTable.Viewed, "ORDER BY (object, row)"),
            Create(ChaosTable.Partitioned, "PARTITION BY row % 3 ORDER BY (object, row)"),
            Create(ChaosTable.Staged, "ORDER BY (object, row)"),
            $"CREATE TABLE {TableNames.Sums} (object UInt32, rows UInt64, checksum UInt64) ENGINE = SummingMergeTree ORDER BY object {Window}",
            $"""
             CREATE MATERIALIZED VIEW {TableNames.Sums}_view TO {TableNames.Sums} AS
             SELECT object, count() AS rows, sum({RowHash}) AS checksum FROM {TableNames.FullName(ChaosTable.Viewed)} GROUP BY object
             """,
        ];
        foreach (var statement in statements)
        {
            await database.ExecuteAsync(statement, cancellationToken);
        }
    }

    /// <summary>Makes files and reads back from them what they hold.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Decides their sizes and rows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<SourceObject>> CreateObjectsAsync(int count, int seed, CancellationToken cancellationToken)
    {
        foreach (var table in Enum.GetValues<ChaosTable>())
        {
            await database.ExecuteAsync(Write(table, count, seed), cancellationToken);
        }

        var files = new List<SourceObject>();
        foreach (var table in Enum.GetValues<ChaosTable>())
        {
            var rows = await database.QueryAsync(
                $"SELECT object, count() AS rows, sum({RowHash}) AS checksum FROM file('{Folder}/{TableNames.Of(table)}/*.parquet', Parquet, '{Columns}') GROUP BY object",
                cancellationToken);
            files.AddRange(rows.Select(row => new SourceObject(
                row.GetProperty("object").GetInt32(),
                table,
                PathOf(table, row.GetProperty("object").GetInt32()),
                row.GetProperty("rows").GetInt64(),
                row.GetProperty("checksum").GetUInt64())));
        }

        return files.Count == count
            ? [.. files.OrderBy(file => file.Number)]
            : throw new ChaosException($"{count} Parquet files were to be made, and {files.Count} are there.");
    }

    /// <summary>Table of the object with that number.</summary>
    private static string Numbers(ChaosTable table) => table == ChaosTable.Staged
        ? $"number % {Pattern} = {Pattern - 1}"
        : $"number % {Pattern} != {Pattern - 1} AND number % {Pattern} % 4 = {(int)table}";

    private static string Create(ChaosTable table, string keys, string more = "") =>
        $"CREATE TABLE {TableNames.FullName(table)} ({Columns}{more}) ENGINE = MergeTree {keys} {Window}";

    /// <summary>Small ones have 60 to 6,000 rows, most of them few (2–200 KB); large ones are above 1 MiB uncompressed.</summary>
    private static string Write(ChaosTable table, int count, int seed)
    {
        var rows = table == ChaosTable.Staged
            ? $"40000 + sipHash64({seed}, number) % 40000"
            : $"toUInt32(60 * pow(100, (sipHash64({seed}, number) % 1000) / 1000))";
        return
            $$"""
             INSERT INTO FUNCTION file('{{Folder}}/{{TableNames.Of(table)}}/{_partition_id}.parquet', Parquet, '{{Columns}}')
             PARTITION BY object
             SELECT object, row, toInt64(sipHash64({{seed}}, object, row)) AS value, concat('row ', toString(row), ' of ', toString(object)) AS payload
             FROM (SELECT toUInt32(number) AS object, arrayJoin(range(toUInt32({{rows}}))) AS row FROM numbers({{count}}) WHERE {{Numbers(table)}})
             SETTINGS max_partitions_per_insert_block = 0, output_format_parquet_compression_method = 'zstd'
             """;
    }

    private string PathOf(ChaosTable table, int number) => Path.Combine(cloud.UserFilesDirectory, Folder, TableNames.Of(table), $"{number}.parquet");
}
