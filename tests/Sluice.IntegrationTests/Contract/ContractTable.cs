using System.Text.Json;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Contract;

/// <summary>A Parquet file and a table of a test's own, on the real server.</summary>
internal sealed class ContractTable(LocalCloud cloud)
{
    private readonly string _id = Guid.NewGuid().ToString("N");

    public string Name => $"sandbox.contract_{_id}";

    private string? _path;

    public string File => $"file('{_path ?? throw new InvalidOperationException("The file is not written.")}', Parquet)";

    /// <summary>Writes the file; <paramref name="folder"/> may hold hive keys.</summary>
    public async Task WriteFileAsync(string select, string folder = "")
    {
        var directory = Path.Combine(cloud.UserFilesDirectory, _id, folder);
        Directory.CreateDirectory(directory);
        _path = Path.Combine(directory, $"{Guid.NewGuid():N}.parquet");
        (await AdminAsync($"INSERT INTO FUNCTION {File} {select} SETTINGS use_hive_partitioning = 0")).ShouldBeEmpty(select);
    }

    /// <summary>Makes the table with a provenance column, anew if it is there.</summary>
    public async Task CreateAsync(string columns) =>
        (await AdminAsync($"CREATE OR REPLACE TABLE {Name} ({columns}, _sluice_load_id String) ENGINE = MergeTree ORDER BY tuple()")).ShouldBeEmpty(columns);

    /// <summary>Type of a file's column, as DESCRIBE has it.</summary>
    public async Task<string> DescribeAsync(string column)
    {
        var answer = await AdminAsync($"DESCRIBE TABLE {File} FORMAT JSONCompact");
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("data").EnumerateArray().Single(row => row[0].GetString() == column)[1].GetString()!;
    }

    /// <summary>Inserts whatever the file has, or the columns named and the load id, as the agent does. Empty when it worked.</summary>
    public Task<string> InsertAsync(params string[] columns) => AdminAsync(columns.Length == 0
        ? $"INSERT INTO {Name} SELECT * FROM {File}"
        : $"INSERT INTO {Name} ({string.Join(", ", columns)}, _sluice_load_id) SELECT {string.Join(", ", columns)}, 'load-1' FROM {File}");

    public Task<string> SelectAsync(string expressions) => AdminAsync($"SELECT {expressions} FROM {Name}");

    public Task<string> AdminAsync(string sql) => cloud.ClickHouse.AdminAsync(cloud, sql);
}
