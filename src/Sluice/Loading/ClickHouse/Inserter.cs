using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading.Targets;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading.ClickHouse;

/// <summary>Has ClickHouse read objects and insert them: <c>INSERT INTO t (…) SELECT … FROM s3(…)</c> (R3). The data never passes through .NET.</summary>
internal sealed class Inserter(
    ClickHouseClient client, S3Function s3, QueryIds queries, MemoryBudget memory, SluiceSettings settings, TimeProvider time, ILogger<Inserter> logger)
{
    // One block is one part: all or nothing. ClickHouse counts the pieces that it was read in into the token, so that these must be the same on every
    // attempt, whatever the server's defaults, the user's profile or the number of threads: one for each row group.
    private const string OneBlock = "1000000000000";

    private static readonly Version _splitsObjects = new(25, 11);

    // Of several objects it is S3 that is waited for, and not the processors. How many threads read changes no piece.
    private static readonly KeyValuePair<string, object>[] _manyAtOnce = [Setting("max_threads", "16")];

    private static readonly Dictionary<string, object> _none = [];

    private static readonly TimeSpan _killTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Waits until an insert of that size may begin, so that nothing is written down of one that has to wait.</summary>
    /// <exception cref="MemoryBusyException">Other inserts took all there is.</exception>
    public async Task WaitForMemoryAsync(long bytes, CancellationToken cancellationToken)
    {
        using var reserved = await memory.NeedAsync(bytes, cancellationToken);
    }

    /// <summary>Inserts objects as one block.</summary>
    /// <returns>What the server says that it read and wrote.</returns>
    /// <exception cref="ClickHouseServerException">The server refused; <c>ErrorCode</c> is its code.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, and the server has ended the query.</exception>
    /// <exception cref="InsertUnendedException">Cancelled, and the server may still be inserting.</exception>
    public async Task<QueryStats> InsertAsync(InsertPlan plan, CancellationToken cancellationToken)
    {
        string[] keys = [.. plan.Objects.Select(each => each.Key)];
        var source = await s3.OfAsync(keys, "Parquet", plan.Structure);
        var statement = InsertStatement.FromS3(plan, source, s3.PathOf);
        return await RunAsync(
            statement, plan.MemoryBytes, plan.Comment, [.. S3Function.ReadSettings, .. OneBlockSettings(plan), .. keys.Length > 1 ? _manyAtOnce : [], .. plan.KeepsObjects ? PageCache.Settings : _none], cancellationToken, keys);
    }

    /// <summary>Fills a staging table, in whatever blocks. Throws as <see cref="InsertAsync"/> does.</summary>
    /// <param name="plan">What to stage.</param>
    /// <param name="refusesDefaults">
    /// For a comparison with the target, which has put a column's default where the object has a NULL: that throws then, since nobody knows what the default was.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<QueryStats> StageAsync(StagingPlan plan, bool refusesDefaults, CancellationToken cancellationToken) => await RunAsync(
        InsertStatement.ToStaging(plan, await (plan.OverShardsOf is null ? s3.OfAsync([plan.Object.Key], "Parquet", plan.Structure) : s3.OverShardsAsync(plan.Object.Key))),
        plan.MemoryBytes,
        plan.Comment,
        [
            .. OverShards(plan.OverShardsOf), .. S3Function.ReadSettings, Setting("async_insert", "0"), Setting("insert_deduplicate", "0"),
            .. refusesDefaults ? [Setting("insert_null_as_default", "0")] : Array.Empty<KeyValuePair<string, object>>(),
        ],
        cancellationToken,
        plan.Object.Key);

    /// <summary>Inserts what the target is missing into a table that is like it. Throws as <see cref="InsertAsync"/> does.</summary>
    public async Task FillAsync(MatchPlan plan, TableName rest, CancellationToken cancellationToken)
    {
        for (var slice = 0; slice < plan.Slices; slice++)
        {
            await RunAsync(
                MatchStatement.Missing(plan, rest, slice),
                plan.MemoryBytes,
                plan.Comment,
                [Setting("async_insert", "0"), Setting("insert_deduplicate", "0"), Setting("set_overflow_mode", "throw")],
                cancellationToken);
        }
    }

    /// <summary>Inserts a chunk of a staged object as one block. Throws as <see cref="InsertAsync"/> does.</summary>
    public Task<QueryStats> PublishAsync(InsertPlan plan, TableName staging, long firstRow, long rows, CancellationToken cancellationToken) => RunAsync(
        InsertStatement.FromStaging(plan, staging, firstRow, rows),
        plan.MaxMemoryBytes,
        plan.Comment,
        [.. OneBlockSettings(plan), .. _oneSortedBlock],
        cancellationToken);

    private async Task<QueryStats> RunAsync(
        string statement,
        long memoryBytes,
        string comment,
        IEnumerable<KeyValuePair<string, object>> settingsOfQuery,
        CancellationToken cancellationToken,
        params string[] keys)
    {
        using var reserved = await memory.NeedAsync(memoryBytes, cancellationToken);
        using var connection = client.CreateConnection();
        using var command = connection.CreateCommand(statement);
        command.QueryId = queries.Next();
        foreach (var (name, value) in settingsOfQuery.Concat(Limits(memoryBytes, comment)))
        {
            command.CustomSettings.Add(name, value);
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
        catch (ClickHouseServerException e)
        {
            throw ServerMessage.WithoutPaths(e, keys);
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

    private static IEnumerable<KeyValuePair<string, object>> OneBlockSettings(InsertPlan plan) =>
    [
        .. Deduplication.Settings(plan.Token, plan.ServerVersion),
        Setting("max_insert_threads", "1"),
        Setting("max_block_size", OneBlock),
        Setting("max_insert_block_size", OneBlock),
        Setting("min_insert_block_size_rows", OneBlock),
        Setting("min_insert_block_size_bytes", OneBlock),
        Setting("input_format_parquet_max_block_size", OneBlock),
        Setting("input_format_parquet_prefer_block_bytes", OneBlock),
    ];

    /// <summary>Each shard reads some row groups, and stages them itself.</summary>
    private static IEnumerable<KeyValuePair<string, object>> OverShards(string? serverVersion)
    {
        if (serverVersion is not null)
        {
            yield return Setting("parallel_distributed_insert_select", "2");
        }

        // system.settings_changes: new in 25.11. Before, an object is read by one shard.
        if (Version.TryParse(serverVersion, out var version) && version >= _splitsObjects)
        {
            yield return Setting("cluster_table_function_split_granularity", "bucket");
        }
    }

    // A table is read in pieces that depend on how far its parts are merged; one thread that sorts makes one piece of them.
    private static readonly KeyValuePair<string, object>[] _oneSortedBlock = [Setting("max_threads", "1"), Setting("optimize_read_in_order", "0")];

    private IEnumerable<KeyValuePair<string, object>> Limits(long memoryBytes, string comment) =>
    [
        Setting("log_comment", comment),
        Setting("max_memory_usage", memoryBytes.ToString(CultureInfo.InvariantCulture)),

        // The server ends the query by itself, and with an error: a profile's "break" would pass part of an object off as all of it.
        Setting("max_execution_time", settings.Topology.MessageTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
        Setting("timeout_overflow_mode", "throw"),
        Setting("read_overflow_mode", "throw"),
    ];

    private static KeyValuePair<string, object> Setting(string name, string value) => new(name, value);
}
