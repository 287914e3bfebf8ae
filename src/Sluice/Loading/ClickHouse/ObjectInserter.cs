using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Telemetry;

namespace Sluice.Loading.ClickHouse;

/// <summary>Has ClickHouse read an object and insert it: <c>INSERT INTO t (…) SELECT … FROM s3(…)</c> (R3). The data never passes through .NET.</summary>
internal sealed class ObjectInserter(
    ClickHouseClient client, S3Function s3, SluiceSettings settings, TimeProvider time, ILogger<ObjectInserter> logger)
{
    /// <summary>Message of the fence, by which its refusal is known.</summary>
    public const string LateMessage = "Sluice: the insert came after its deadline";

    /// <summary>Message of the pin, by which its refusal is known.</summary>
    public const string OverwrittenMessage = "Sluice: the object was overwritten";

    // One block is one part: all or nothing, and the same on every attempt, which is what the token stands for.
    private const string OneBlock = "1000000000000";

    private static readonly TimeSpan _killTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Inserts.</summary>
    /// <returns>What the server says that it read and wrote.</returns>
    /// <exception cref="ClickHouseServerException">The server refused; <c>ErrorCode</c> is its code.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and the server has ended the query.</exception>
    /// <exception cref="InsertUnendedException">Cancelled, and the server may still be inserting.</exception>
    public async Task<QueryStats> InsertAsync(InsertPlan plan, CancellationToken cancellationToken)
    {
        using var connection = client.CreateConnection();
        using var command = connection.CreateCommand(await StatementAsync(plan));
        command.QueryId = $"sluice-{Guid.NewGuid():N}";
        foreach (var (name, setting) in S3Function.ReadSettings.Concat(InsertSettings(plan)))
        {
            command.CustomSettings.Add(name, setting);
        }

        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return command.QueryStats;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // The server does not notice that its client has gone.
            await KillAsync(command.QueryId, e);
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }

    private async Task<string> StatementAsync(InsertPlan plan)
    {
        var columns = plan.Columns.Select(Sql.Identifier).ToList();
        var (into, from) = (columns.AsEnumerable(), columns.AsEnumerable());
        if (plan.Provenance is var (column, value))
        {
            (into, from) = (into.Append(Sql.Identifier(column)), from.Append(Sql.Literal(value)));
        }

        var deadline = Sql.Literal(plan.Deadline.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        return
            $"""
             INSERT INTO {plan.Target.Quoted} ({string.Join(", ", into)})
             SELECT {string.Join(", ", from)} FROM {await s3.OfAsync(plan.Request, "Parquet")}
             WHERE throwIf(now64(3) > toDateTime64({deadline}, 3, 'UTC'), {Sql.Literal(LateMessage)}) = 0
               AND throwIf(trimBoth(_etag, '"') != {Sql.Literal(plan.ETag)}, {Sql.Literal(OverwrittenMessage)}) = 0
             """;
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

    private Dictionary<string, object> InsertSettings(InsertPlan plan) => new()
    {
        ["insert_deduplicate"] = "1",
        ["insert_deduplication_token"] = plan.Token,
        ["deduplicate_blocks_in_dependent_materialized_views"] = "1",
        ["async_insert"] = "0",
        ["max_insert_threads"] = "1",
        ["max_insert_block_size"] = OneBlock,
        ["min_insert_block_size_rows"] = OneBlock,
        ["min_insert_block_size_bytes"] = OneBlock,
        ["log_comment"] = plan.Request.CorrelationId,
        ["max_memory_usage"] = plan.Request.Domain.MemoryBytes.ToString(CultureInfo.InvariantCulture),

        // The server ends the query by itself, and with an error: a profile's "break" would pass part of an object off as all of it.
        ["max_execution_time"] = settings.Topology.MessageTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ["timeout_overflow_mode"] = "throw",
        ["read_overflow_mode"] = "throw",
    };
}
