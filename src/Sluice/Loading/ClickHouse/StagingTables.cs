using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Telemetry;

namespace Sluice.Loading.ClickHouse;

/// <summary>
/// Staging tables, in the ledger's database. Each attempt has one of its own, which is filled once and never changed: whoever publishes from
/// it sees all of it or, once it is dropped, fails.
/// </summary>
internal sealed class StagingTables(ClickHouseClient client, Shards shards, SluiceSettings settings, TimeProvider time, ILogger<StagingTables> logger)
{
    private const string Prefix = "staging_", OnShard = "_shard";

    private static readonly TimeSpan _dropTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A name that no other attempt has.</summary>
    public TableName NewName(LoadId id) => Named($"{Prefix}{id.Value}_{Guid.NewGuid():N}");

    public TableName Named(string name) => new(settings.Ledger.Database, name);

    /// <summary>Makes the table. Its parts are not merged: it is read once and dropped, and merging would cost as much as filling it.</summary>
    public async Task CreateAsync(StagingPlan plan, CancellationToken cancellationToken)
    {
        if (plan.OverShardsOf is null)
        {
            await client.ExecuteNonQueryAsync(Create(plan, plan.Staging, MergeTree), cancellationToken: cancellationToken);
            return;
        }

        var own = Named($"{plan.Staging.Name}{OnShard}");
        foreach (var shard in shards.All)
        {
            await shard.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {Sql.Identifier(own.Database)}", cancellationToken);
            await shard.ExecuteAsync(Create(plan, own, MergeTree), cancellationToken);
        }

        var spread = $"ENGINE = Distributed({Sql.Literal(shards.Cluster)}, {Sql.Literal(own.Database)}, {Sql.Literal(own.Name)})";
        await client.ExecuteNonQueryAsync(Create(plan, plan.Staging, spread), cancellationToken: cancellationToken);
    }

    private const string MergeTree =
        $"""
         ENGINE = MergeTree ORDER BY {InsertStatement.RowColumn}
         SETTINGS non_replicated_deduplication_window = 0, max_bytes_to_merge_at_max_space_in_pool = 1, parts_to_delay_insert = 1000000, parts_to_throw_insert = 1000000
         """;

    private static string Create(StagingPlan plan, TableName table, string engine)
    {
        var columns = plan.Columns.Select(column => $"{Sql.Identifier(column.Column)} {column.Type}");
        return
            $"""
             CREATE TABLE {table.Quoted} ({string.Join(", ", columns)}, {InsertStatement.RowColumn} UInt64)
             {engine}
             COMMENT {Sql.Literal($"Sluice publishes {plan.Comment} from here and drops it")}
             """;
    }

    /// <summary>Makes a table that is like another, to attach its partitions to that.</summary>
    public Task CreateLikeAsync(TableName staging, TableName target, CancellationToken cancellationToken) =>
        client.ExecuteNonQueryAsync($"CREATE TABLE {staging.Quoted} AS {target.Quoted}", cancellationToken: cancellationToken);

    /// <summary>Drops the object's staging tables but one, and waits for whoever is reading from them.</summary>
    public async Task DropOthersAsync(LoadId id, string kept, CancellationToken cancellationToken)
    {
        foreach (var (name, server) in await NamesAsync($"startsWith(name, {Sql.Literal($"{Prefix}{id.Value}_")}) AND name != {Sql.Literal(kept)}{(shards.All.IsEmpty ? "" : $" AND name != {Sql.Literal(kept + OnShard)}")}", cancellationToken))
        {
            await server.ExecuteNonQueryAsync($"DROP TABLE IF EXISTS {name.Quoted} SYNC", cancellationToken: cancellationToken);
        }
    }

    /// <summary>Rows in the table, or null when there is no such table.</summary>
    public async Task<long?> RowsAsync(TableName staging, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT total_rows FROM system.tables WHERE database = {Sql.Literal(staging.Database)} AND name = {Sql.Literal(staging.Name)}",
            cancellationToken: cancellationToken);
        return (await reader.ReadAsync(cancellationToken), shards.All.IsEmpty) switch
        {
            (false, _) => null,
            (true, false) when await reader.IsDBNullAsync(0, cancellationToken) => await RowsOnShardsAsync(staging, cancellationToken),
            _ => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Null when it is gone from a shard.</summary>
    private async Task<long?> RowsOnShardsAsync(TableName staging, CancellationToken cancellationToken)
    {
        try
        {
            return Convert.ToInt64(await client.ExecuteScalarAsync($"SELECT count() FROM {staging.Quoted}", cancellationToken: cancellationToken), CultureInfo.InvariantCulture);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            return null;
        }
    }

    /// <summary>The columns that are staged, or null when there is no such table.</summary>
    public async Task<ImmutableArray<ColumnMapping>?> ColumnsAsync(TableName staging, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT name, type FROM system.columns WHERE database = {Sql.Literal(staging.Database)} AND table = {Sql.Literal(staging.Name)} ORDER BY position",
            cancellationToken: cancellationToken);
        var columns = ImmutableArray.CreateBuilder<ColumnMapping>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(new ColumnMapping(reader.GetString(0), reader.GetString(1), ColumnOrigin.File));
        }

        return columns.Count == 0 ? null : [.. columns.Where(column => column.Column != InsertStatement.RowColumn)];
    }

    /// <summary>Size of its data in memory, about.</summary>
    public async Task<long> BytesAsync(TableName staging, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(client, staging, cancellationToken);
        foreach (var shard in shards.All)
        {
            bytes += await shard.AskAsync(server => BytesAsync(server, Named($"{staging.Name}{OnShard}"), cancellationToken));
        }

        return bytes;
    }

    private static async Task<long> BytesAsync(ClickHouseClient server, TableName staging, CancellationToken cancellationToken) => Convert.ToInt64(
        await server.ExecuteScalarAsync(
            $"SELECT ifNull(any(total_bytes_uncompressed), 0) FROM system.tables WHERE database = {Sql.Literal(staging.Database)} AND name = {Sql.Literal(staging.Name)}",
            cancellationToken: cancellationToken),
        CultureInfo.InvariantCulture);

    /// <summary>
    /// Drops every staging table of the object, also those that attempts before left behind. Not given up with the load: what was begun is
    /// tidied. Never throws: what cannot be dropped now is dropped later.
    /// </summary>
    public async Task TidyAsync(LoadId id)
    {
        using var limit = new CancellationTokenSource(_dropTimeout, time);
        try
        {
            foreach (var (name, server) in await NamesAsync($"startsWith(name, {Sql.Literal($"{Prefix}{id.Value}_")})", limit.Token))
            {
                await DropAsync(server, name, limit.Token);
            }
        }
#pragma warning disable CA1031 // Whatever keeps the server from dropping it
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.StagingLeft(logger, id.Value, e.Message);
        }
    }

    /// <summary>Drops those that no attempt can be at any more and that no unfinished object is published from.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DropAbandonedAsync(CancellationToken cancellationToken)
    {
        var age = (long)settings.Topology.VisibilityTimeout.TotalSeconds;
        var names = await NamesAsync($"startsWith(name, '{Prefix}') AND metadata_modification_time < now() - {age}", cancellationToken);
        if (names.Count == 0)
        {
            return 0;
        }

        var needed = await NeededAsync(names.Select(each => Published(each.Name)), cancellationToken);
        var abandoned = names.Where(each => !needed.Contains(Published(each.Name))).ToList();
        foreach (var (name, server) in abandoned)
        {
            await DropAsync(server, name, cancellationToken);
        }

        return abandoned.Count;
    }

    /// <summary>The table that the ledger names.</summary>
    private static string Published(TableName name) => name.Name.EndsWith(OnShard, StringComparison.Ordinal) ? name.Name[..^OnShard.Length] : name.Name;

    private async Task<IReadOnlySet<string>> NeededAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT staging FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads} FINAL
             WHERE state = 'intended' AND staging IN ({string.Join(", ", names.Select(Sql.Literal))})
             """,
            cancellationToken: cancellationToken);
        var needed = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            needed.Add(reader.GetString(0));
        }

        return needed;
    }

    private async Task<IReadOnlyList<(TableName Name, ClickHouseClient Server)>> NamesAsync(string condition, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(client, condition, cancellationToken);
        foreach (var shard in shards.All)
        {
            names.AddRange(await shard.AskAsync(server => NamesAsync(server, condition, cancellationToken)));
        }

        return names;
    }

    private async Task<List<(TableName Name, ClickHouseClient Server)>> NamesAsync(ClickHouseClient server, string condition, CancellationToken cancellationToken)
    {
        using var reader = await server.ExecuteReaderAsync(
            $"SELECT name FROM system.tables WHERE database = {Sql.Literal(settings.Ledger.Database)} AND {condition}",
            cancellationToken: cancellationToken);
        var names = new List<(TableName, ClickHouseClient)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add((Named(reader.GetString(0)), server));
        }

        return names;
    }

    private static Task DropAsync(ClickHouseClient server, TableName staging, CancellationToken cancellationToken) =>
        server.ExecuteNonQueryAsync($"DROP TABLE IF EXISTS {staging.Quoted}", cancellationToken: cancellationToken);
}
