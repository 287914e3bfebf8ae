using System.Globalization;
using Sluice.Loading.ClickHouse;

namespace Sluice.Cli.Demo;

/// <summary>
/// Compares each table with the files that were uploaded, row by row: a hash of every row on both sides, counted. Nothing that the agent
/// says is taken for granted.
/// </summary>
internal sealed class Verifier(OperatorDatabase database, LoadTracker tracker)
{
    // Keeps a statement well under ClickHouse's max_query_size of 256 KiB.
    private const int FilesPerStatement = 100;

    private const string Scratch = "sluice_demo.source_rows";

    public async Task<TableResult> CheckAsync(SourceTable table, CancellationToken cancellationToken)
    {
        var expected = table.Objects.Where(file => !tracker.IsDeadLettered(file)).ToList();
        var readable = expected.Where(file => file.Rows is not null).ToList();
        var rowsExpected = readable.Sum(file => file.Rows!.Value);
        var unreadableAndUnsettled = expected.Count(file => file.Rows is null && !tracker.IsLoaded(file));

        var exists = await NumberAsync($"EXISTS TABLE {Name(table)}", cancellationToken) == 1;
        var rowsLoaded = exists ? await NumberAsync($"SELECT count() FROM {Name(table)}", cancellationToken) : 0;
        var (missing, surplus) = exists ? await CompareAsync(table, readable, cancellationToken) : (rowsExpected, 0);
        var latencies = tracker.Latencies(table);
        return new TableResult(
            table.Objects.Count,
            table.Objects.Count(tracker.IsLoaded),
            table.Objects.Count(tracker.IsDeadLettered),
            rowsExpected,
            rowsLoaded,
            missing + unreadableAndUnsettled,
            surplus,
            Percentile(latencies, 0.50),
            Percentile(latencies, 0.95));
    }

    private async Task<(long Missing, long Surplus)> CompareAsync(
        SourceTable table, List<SourceObject> files, CancellationToken cancellationToken)
    {
        var columns = (await database.QueryAsync($"DESCRIBE TABLE {Name(table)}", cancellationToken))
            .Select(column => (Name: Sql.Identifier((string)column[0]!), Type: (string)column[1]!))
            .ToList();
        var structure = Sql.Literal(string.Join(", ", columns.Select(column => $"{column.Name} {column.Type}")));

        // Hash functions answer NULL for NULL: a row with one would vanish from the comparison.
        var hash = $"sipHash64([{string.Join(", ", columns.Select(column => $"ifNull(toString({column.Name}), '\\0')"))}])";

        await database.ExecuteAsync("CREATE DATABASE IF NOT EXISTS sluice_demo", cancellationToken);
        await database.ExecuteAsync($"CREATE OR REPLACE TABLE {Scratch} (hash UInt64) ENGINE = MergeTree ORDER BY hash", cancellationToken);
        foreach (var chunk in files.Chunk(FilesPerStatement))
        {
            var rows = chunk.Select(file => $"SELECT {hash} FROM file({Sql.Literal(file.Path)}, Parquet, {structure})");
            await database.ExecuteAsync($"INSERT INTO {Scratch} {string.Join(" UNION ALL ", rows)}", cancellationToken);
        }

        var difference = await database.QueryAsync(
            $"""
            SELECT sum(greatest(missing, 0)), sum(greatest(-missing, 0))
            FROM (
                SELECT hash, sum(side) AS missing
                FROM (SELECT hash, 1 AS side FROM {Scratch} UNION ALL SELECT {hash} AS hash, -1 AS side FROM {Name(table)})
                GROUP BY hash
            )
            """,
            cancellationToken);
        await database.ExecuteAsync($"DROP TABLE {Scratch}", cancellationToken);
        return (ToLong(difference[0][0]), ToLong(difference[0][1]));
    }

    private async Task<long> NumberAsync(string sql, CancellationToken cancellationToken) =>
        ToLong((await database.QueryAsync(sql, cancellationToken))[0][0]);

    private static long ToLong(object? value) => Convert.ToInt64(value ?? 0L, CultureInfo.InvariantCulture);

    private static string Name(SourceTable table) => $"{Sql.Identifier(table.Domain)}.{Sql.Identifier(table.Name)}";

    private static double Percentile(IReadOnlyList<TimeSpan> ascending, double rank) => ascending.Count == 0
        ? 0
        : Math.Round(ascending[(int)Math.Ceiling(rank * ascending.Count) - 1].TotalMilliseconds);
}
