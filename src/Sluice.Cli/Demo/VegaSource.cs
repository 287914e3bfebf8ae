using Sluice.Loading.ClickHouse;
using Sluice.Sandbox;

namespace Sluice.Cli.Demo;

/// <summary>The shipped data: from the npm package vega-datasets, converted to Parquet by ClickHouse.</summary>
internal sealed class VegaSource(LocalCloud cloud, OperatorDatabase database)
{
    // Table, partition, query over the package's file. {0} is the package's data directory.
    private static readonly (string Domain, string Table, string Partition, string PartitionBy, string Query)[] _conversions =
    [
        ("analytics", "flights", "ds={_partition_id}", "toDate(date)", "SELECT * FROM file('{0}/flights-3m.parquet')"),
        ("market", "prices", "year={_partition_id}", "toYear(date)", "SELECT symbol, toDate(date) AS date, price FROM file('{0}/stocks.csv')"),
        ("customer", "zipcodes", "zone={_partition_id}", "substring(zip_code, 1, 1)",
            "SELECT leftPad(toString(zip_code), 5, '0') AS zip_code, * EXCEPT zip_code FROM file('{0}/zipcodes.csv')"),
        ("product", "movies", "snapshot={_partition_id}", "'full'", "SELECT * FROM file('{0}/movies.json')"),
    ];

    private static readonly SampleQuery _sample = new(
        "Which five routes had the most flights, and how late were they?",
        """
        SELECT origin, destination, count() AS flights, round(avg(delay), 1) AS avg_delay_min
        FROM analytics.flights GROUP BY origin, destination ORDER BY flights DESC LIMIT 5
        """);

    public async Task<DemoData> PrepareAsync(CancellationToken cancellationToken)
    {
        var root = Path.Combine(cloud.UserFilesDirectory, "demo");
        var files = new ParquetFiles(database);
        var tables = new List<SourceTable>();
        foreach (var (domain, table, partition, partitionBy, query) in _conversions)
        {
            var directory = Path.Combine(root, domain, table);
            var target = Path.Combine(directory, partition, "part-000.parquet");
            await database.ExecuteAsync(
                $"INSERT INTO FUNCTION file({Sql.Literal(target)}, Parquet) PARTITION BY {partitionBy} {query.Replace("{0}", cloud.DatasetsDirectory, StringComparison.Ordinal)}",
                cancellationToken);
            var rows = await files.CountRowsByPathAsync(Path.Combine(directory, "*", "*.parquet"), cancellationToken);
            var made = new SourceTable(domain, table, [.. rows.Select(file => Describe(root, domain, table, file.Key, file.Value)).OrderBy(file => file.Key, StringComparer.Ordinal)]);
            await files.CreateTableAsync(made, cancellationToken);
            tables.Add(made);
        }

        return new DemoData(tables, [], _sample);
    }

    private static SourceObject Describe(string root, string domain, string table, string path, long rows) => new(
        domain, table, Path.GetRelativePath(root, path).Replace('\\', '/'), path, new FileInfo(path).Length, rows);
}
