using System.Globalization;
using Amazon.Runtime;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading.ClickHouse;

/// <summary>Has ClickHouse read an object and insert it: <c>INSERT INTO t SELECT * FROM s3(…)</c> (R3). The data never passes through .NET.</summary>
internal sealed class ObjectInserter(
    ClickHouseClient client, AWSCredentials credentials, SluiceSettings settings, TimeProvider time, ILogger<ObjectInserter> logger)
{
    private static readonly TimeSpan _killTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Inserts a batch.</summary>
    /// <returns>Rows that the server wrote.</returns>
    /// <exception cref="ClickHouseServerException">The server refused; <c>ErrorCode</c> is its code.</exception>
    /// <exception cref="ContractException">The object's columns do not fit its path.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and the server has ended the query.</exception>
    /// <exception cref="InsertUnendedException">Cancelled, and the server may still be inserting.</exception>
    public async Task<long> InsertAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        var request = batch.Requests[0];
        var source = Source(request, await credentials.GetCredentialsAsync());
        await CheckHiveKeysAsync(request, source, cancellationToken);

        using var connection = client.CreateConnection();
        using var command = connection.CreateCommand($"INSERT INTO {Table(batch)} SELECT * FROM {source}");
        command.QueryId = $"sluice-{Guid.NewGuid():N}";
        foreach (var (name, value) in InsertSettings(batch))
        {
            command.CustomSettings.Add(name, value);
        }

        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return command.QueryStats.WrittenRows;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // The server does not notice that its client has gone.
            await KillAsync(command.QueryId, e);
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    /// <summary>
    /// ClickHouse lets a key of the path, such as <c>ds=2025-09-10</c>, replace a column of that name in the file, without a word.
    /// </summary>
    private async Task CheckHiveKeysAsync(LoadRequest request, string source, CancellationToken cancellationToken)
    {
        var keys = request.Partition.Split('/').Where(segment => segment.Contains('=')).Select(segment => segment[..segment.IndexOf('=')]).ToHashSet();
        if (keys.Count == 0)
        {
            return;
        }

        var options = new QueryOptions { CustomSettings = ReadSettings() };
        options.CustomSettings["use_hive_partitioning"] = "0";
        using var reader = await client.ExecuteReaderAsync($"DESCRIBE TABLE {source}", options: options, cancellationToken: cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (keys.Contains(reader.GetString(0)))
            {
                throw new ContractException(
                    $"the object has a column {reader.GetString(0)} and its path has {reader.GetString(0)}=…, which ClickHouse would store instead");
            }
        }
    }

    private async Task KillAsync(string queryId, Exception cause)
    {
        using var limit = new CancellationTokenSource(_killTimeout, time);
        try
        {
            await client.ExecuteNonQueryAsync($"KILL QUERY WHERE query_id = {Sql.Literal(queryId)} SYNC", cancellationToken: limit.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the server from ending it: the caller must not take it for ended
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.KillFailed(logger, queryId, e.Message);
            throw new InsertUnendedException(cause);
        }
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

    private Dictionary<string, object> InsertSettings(LoadBatch batch)
    {
        var insert = ReadSettings();
        insert["log_comment"] = batch.Requests[0].CorrelationId;
        insert["max_memory_usage"] = batch.Domain.MemoryBytes.ToString(CultureInfo.InvariantCulture);

        // The server ends the query by itself, and with an error: a profile's "break" would pass part of an object off as all of it.
        insert["max_execution_time"] = settings.Topology.MessageTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        insert["timeout_overflow_mode"] = "throw";
        insert["read_overflow_mode"] = "throw";
        return insert;
    }

    private static Dictionary<string, object> ReadSettings() => new()
    {
        // The default of 500 would hide an S3 outage until the message timeout.
        ["s3_retry_attempts"] = "3",

        // A profile's "ignore" would load a missing object as an empty one.
        ["s3_ignore_file_doesnt_exist"] = "0",

        // Columns go by name into the table's own.
        ["use_structure_from_insertion_table_in_table_functions"] = "2",
        ["use_hive_partitioning"] = "1",
    };
}
