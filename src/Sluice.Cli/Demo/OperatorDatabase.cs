using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Sluice.Sandbox;

namespace Sluice.Cli.Demo;

/// <summary>The sandbox's ClickHouse as its operator sees it: the demo prepares tables and checks the result with it, the agent never uses it.</summary>
internal sealed class OperatorDatabase(LocalCloud cloud) : IDisposable
{
    private readonly ClickHouseClient _client = new(new ClickHouseClientSettings
    {
        Host = cloud.ClickHouseHttpEndpoint.Host,
        Port = (ushort)cloud.ClickHouseHttpEndpoint.Port,
        Username = cloud.AdminUser,
        Password = cloud.AdminPassword,
        Timeout = TimeSpan.FromMinutes(10),
    });

    public void Dispose() => _client.Dispose();

    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) =>
        _client.ExecuteNonQueryAsync(sql, cancellationToken: cancellationToken);

    /// <summary>All rows of a query.</summary>
    /// <exception cref="ClickHouseServerException">ClickHouse refused the query.</exception>
    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        using var reader = await _client.ExecuteReaderAsync(sql, cancellationToken: cancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object?[reader.FieldCount];
            reader.GetValues(row!);
            rows.Add(row);
        }

        return rows;
    }
}
