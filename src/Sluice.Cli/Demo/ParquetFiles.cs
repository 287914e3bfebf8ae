using System.Globalization;
using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;

namespace Sluice.Cli.Demo;

/// <summary>What ClickHouse says about Parquet files on this machine.</summary>
internal sealed class ParquetFiles(OperatorDatabase database)
{
    /// <summary>Rows of a file, from its footer, or null when it is not Parquet.</summary>
    public async Task<long?> CountRowsAsync(string path, CancellationToken cancellationToken)
    {
        // file() would take these for patterns of other files.
        if (path.AsSpan().ContainsAny("*?{}"))
        {
            return null;
        }

        try
        {
            var rows = await database.QueryAsync($"SELECT count() FROM file({Sql.Literal(path)}, Parquet)", cancellationToken);
            return Convert.ToInt64(rows[0][0], CultureInfo.InvariantCulture);
        }
        catch (ClickHouseServerException e) when (FailureClassifier.Classify(e).Kind == ErrorKind.Format)
        {
            return null;
        }
    }

    /// <summary>Rows of every file that a pattern of ours names, by path.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountRowsByPathAsync(string pattern, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync($"SELECT _path, count() FROM file({Sql.Literal(pattern)}, Parquet) GROUP BY _path", cancellationToken);
        return rows.ToDictionary(row => (string)row[0]!, row => Convert.ToInt64(row[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Creates a table with the columns of a file, hive keys of its path included.</summary>
    public async Task CreateTableAsync(SourceTable table, CancellationToken cancellationToken)
    {
        if (table.Objects.FirstOrDefault(file => file.Rows is not null) is not { } readable)
        {
            return;
        }

        var columns = await database.QueryAsync($"DESCRIBE TABLE file({Sql.Literal(readable.Path)}, Parquet)", cancellationToken);
        var list = string.Join(", ", columns.Select(column => $"{Sql.Identifier((string)column[0]!)} {column[1]}"));
        await database.ExecuteAsync(
            $"CREATE TABLE {Sql.Identifier(table.Domain)}.{Sql.Identifier(table.Name)} ({list}) ENGINE = MergeTree ORDER BY tuple() SETTINGS non_replicated_deduplication_window = 1000",
            cancellationToken);
    }
}
