using System.Globalization;
using Amazon.Runtime;
using ClickHouse.Driver;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Planning;

namespace Sluice.Loading.ClickHouse;

/// <summary>Has ClickHouse read an object and insert it: <c>INSERT INTO t SELECT * FROM s3(…)</c> (R3). The data never passes through .NET.</summary>
internal sealed class ObjectInserter(ClickHouseClient client, AWSCredentials credentials, SluiceSettings settings)
{
    /// <summary>Inserts a batch.</summary>
    /// <returns>Rows that the server wrote.</returns>
    /// <exception cref="ClickHouseServerException">The server refused; <c>ErrorCode</c> is its code.</exception>
    public async Task<long> InsertAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        var request = batch.Requests[0];
        using var connection = client.CreateConnection();
        using var command = connection.CreateCommand(
            $"INSERT INTO {Table(batch)} SELECT * FROM {Source(request, await credentials.GetCredentialsAsync())}");
        command.QueryId = $"sluice-{Guid.NewGuid():N}";
        foreach (var (name, value) in InsertSettings(batch))
        {
            command.CustomSettings.Add(name, value);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
        return command.QueryStats.WrittenRows;
    }

    private static string Table(LoadBatch batch) => $"{Sql.Identifier(batch.Domain.Database)}.{Sql.Identifier(batch.TableName)}";

    private string Source(LoadRequest request, ImmutableCredentials keys)
    {
        string[] arguments =
        [
            ObjectUrl.Of(settings.ClickHouse.S3Endpoint, request.Bucket, request.Key),
            keys.AccessKey,
            keys.SecretKey,
            .. keys.UseToken ? [keys.Token] : Array.Empty<string>(),
            "Parquet",
        ];
        return $"s3({string.Join(", ", arguments.Select(Sql.Literal))})";
    }

    private Dictionary<string, object> InsertSettings(LoadBatch batch) => new()
    {
        // The server ends the query by itself: a client that went away does not stop it.
        ["max_execution_time"] = settings.Topology.MessageTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ["log_comment"] = batch.Requests[0].CorrelationId,
        ["max_memory_usage"] = batch.Domain.MemoryBytes.ToString(CultureInfo.InvariantCulture),

        // The default of 500 would hide an S3 outage until the message timeout.
        ["s3_retry_attempts"] = "3",
    };
}
