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
internal sealed class StagingTables(ClickHouseClient client, SluiceSettings settings, TimeProvider time, ILogger<StagingTables> logger)
{
    private const string Prefix = "staging_";

    private static readonly TimeSpan _dropTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A name that no other attempt has.</summary>
    public TableName NewName(LoadId id) => Named($"{Prefix}{id.Value}_{Guid.NewGuid():N}");

    public TableName Named(string name) => new(settings.Ledger.Database, name);

    /// <summary>Makes the table.</summary>
    public Task CreateAsync(StagingPlan plan, CancellationToken cancellationToken)
    {
        var columns = plan.Columns.Select(column => $"{Sql.Identifier(column.Column)} {column.Type}");
        return client.ExecuteNonQueryAsync(
            $"""
             CREATE TABLE {plan.Staging.Quoted} ({string.Join(", ", columns)}, {InsertStatement.RowColumn} UInt64)
             ENGINE = MergeTree ORDER BY {InsertStatement.RowColumn}
             SETTINGS non_replicated_deduplication_window = 0
             COMMENT {Sql.Literal($"Sluice publishes {plan.Comment} from here and drops it")}
             """,
            cancellationToken: cancellationToken);
    }

    /// <summary>Makes a table that is like another, to attach its partitions to that.</summary>
    public Task CreateLikeAsync(TableName staging, TableName target, CancellationToken cancellationToken) =>
        client.ExecuteNonQueryAsync($"CREATE TABLE {staging.Quoted} AS {target.Quoted}", cancellationToken: cancellationToken);

    /// <summary>Drops the object's staging tables but one, and waits for whoever is reading from them.</summary>
    public async Task DropOthersAsync(LoadId id, string kept, CancellationToken cancellationToken)
    {
        foreach (var name in await NamesAsync($"startsWith(name, {Sql.Literal($"{Prefix}{id.Value}_")}) AND name != {Sql.Literal(kept)}", cancellationToken))
        {
            await client.ExecuteNonQueryAsync($"DROP TABLE IF EXISTS {name.Quoted} SYNC", cancellationToken: cancellationToken);
        }
    }

    /// <summary>Rows in the table, or null when there is no such table.</summary>
    public async Task<long?> RowsAsync(TableName staging, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT total_rows FROM system.tables WHERE database = {Sql.Literal(staging.Database)} AND name = {Sql.Literal(staging.Name)}",
            cancellationToken: cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture) : null;
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
    public async Task<long> BytesAsync(TableName staging, CancellationToken cancellationToken) => Convert.ToInt64(
        await client.ExecuteScalarAsync(
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
            foreach (var name in await NamesAsync($"startsWith(name, {Sql.Literal($"{Prefix}{id.Value}_")})", limit.Token))
            {
                await DropAsync(name, limit.Token);
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

        var needed = await NeededAsync(names, cancellationToken);
        var abandoned = names.Where(name => !needed.Contains(name.Name)).ToList();
        foreach (var name in abandoned)
        {
            await DropAsync(name, cancellationToken);
        }

        return abandoned.Count;
    }

    private async Task<IReadOnlySet<string>> NeededAsync(IEnumerable<TableName> names, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT staging FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads} FINAL
             WHERE state = 'intended' AND staging IN ({string.Join(", ", names.Select(name => Sql.Literal(name.Name)))})
             """,
            cancellationToken: cancellationToken);
        var needed = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            needed.Add(reader.GetString(0));
        }

        return needed;
    }

    private async Task<IReadOnlyList<TableName>> NamesAsync(string condition, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT name FROM system.tables WHERE database = {Sql.Literal(settings.Ledger.Database)} AND {condition}",
            cancellationToken: cancellationToken);
        var names = new List<TableName>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(Named(reader.GetString(0)));
        }

        return names;
    }

    private Task DropAsync(TableName staging, CancellationToken cancellationToken) =>
        client.ExecuteNonQueryAsync($"DROP TABLE IF EXISTS {staging.Quoted}", cancellationToken: cancellationToken);
}
