using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Takes objects' rows out of a table, and out of the tables behind its materialized views, by provenance.</summary>
internal sealed class RowRemover(ClickHouseClient client, SluiceSettings settings)
{
    // Their merges make one row of several, so that a row belongs to one object only when the load id is part of what they sort by.
    private static readonly ImmutableArray<string> _merging = ["Summing", "Aggregating", "Coalescing", "Graphite"];

    private string Column => settings.Loading.ProvenanceColumn;

    /// <summary>The tables that a removal touches: those behind views first, so that the target's rows still tell what was to be done.</summary>
    public static IEnumerable<TableName> TablesOf(TargetTable target, bool ignoreViews) =>
        (ignoreViews ? target.Written.Take(1) : target.Written.Reverse()).Select(table => table.Name);

    /// <summary>Why the rows of an object cannot be told from others, or null when they can.</summary>
    public async Task<RemovalObstacle?> ObstacleAsync(TargetTable target, bool ignoreViews, CancellationToken cancellationToken)
    {
        if (target.Distribution is { } distribution)
        {
            return await ObstacleOnShardsAsync(target, distribution, ignoreViews, cancellationToken);
        }

        if (!ignoreViews && target.Unseen is [var view, ..])
        {
            return new RemovalObstacle($"{target.Name} feeds {view}, and this user may not see it or the table that it writes to", "grant SHOW TABLES on both");
        }

        var labelled = await LabelledAsync(target, cancellationToken);
        return target.Written.Take(ignoreViews ? 1 : int.MaxValue).Select(table => Obstacle(target, table, labelled)).FirstOrDefault(obstacle => obstacle is not null);
    }

    /// <summary>Takes the rows out. A second run after one that was cut off finishes it.</summary>
    /// <param name="target">The table.</param>
    /// <param name="ids">Object versions whose rows go.</param>
    /// <param name="ignoreViews">Leaves what the table's materialized views made of them.</param>
    /// <param name="cancellationToken">Gives up waiting; the server goes on.</param>
    /// <returns>How many of their rows the target had.</returns>
    /// <exception cref="InvalidOperationException">There is an obstacle: <see cref="ObstacleAsync"/>.</exception>
    /// <exception cref="ClickHouseServerException">The server refused; without <c>ALTER DELETE</c> with code 497.</exception>
    public async Task<long> RemoveAsync(
        TargetTable target, IReadOnlyCollection<LoadId> ids, bool ignoreViews, CancellationToken cancellationToken)
    {
        if (await ObstacleAsync(target, ignoreViews, cancellationToken) is { } obstacle)
        {
            throw new InvalidOperationException(obstacle.Reason);
        }

        if (target.Distribution is { } distribution)
        {
            return await RemoveFromShardsAsync(distribution, ids, ignoreViews, cancellationToken);
        }

        var condition = $"{Sql.Identifier(Column)} IN ({string.Join(", ", ids.Select(id => Sql.Literal(id.Value)))})";
        var had = 0L;
        foreach (var table in TablesOf(target, ignoreViews))
        {
            had = ids.Count == 0 ? 0 : await CountAsync(table, condition, cancellationToken);
            if (had > 0)
            {
                await DeleteAsync(table, condition, cancellationToken);
            }
        }

        return had;
    }

    private async Task<RemovalObstacle?> ObstacleOnShardsAsync(TargetTable target, Distribution distribution, bool ignoreViews, CancellationToken cancellationToken)
    {
        if (distribution.Fault is { } fault)
        {
            return new RemovalObstacle(fault, "mend the cluster's table as docs/cluster.md says");
        }

        foreach (var (shard, table) in distribution.Shards)
        {
            if (await shard.AskAsync(server => new RowRemover(server, settings).ObstacleAsync(table!, ignoreViews, cancellationToken)) is { } obstacle)
            {
                return obstacle with { Reason = $"on {shard} {obstacle.Reason}" };
            }
        }

        return target.Has(Column)
            ? null
            : new RemovalObstacle($"{target.Name} has no column {Column}, so that nobody can tell which rows are the object's", $"'sluice prepare {target.Name} --provenance' adds it");
    }

    /// <summary>Engine Distributed takes no rows out: each shard does.</summary>
    private async Task<long> RemoveFromShardsAsync(Distribution distribution, IReadOnlyCollection<LoadId> ids, bool ignoreViews, CancellationToken cancellationToken)
    {
        var had = 0L;
        foreach (var (shard, table) in distribution.Shards)
        {
            had += await shard.AskAsync(server => new RowRemover(server, settings).RemoveAsync(table!, ids, ignoreViews, cancellationToken));
        }

        return had;
    }

    private RemovalObstacle? Obstacle(TargetTable target, WrittenTable table, IReadOnlyDictionary<TableName, bool> labelled)
    {
        const string Otherwise = "or set onOverwrite to Append or Skip for the table (loading.tables)";
        var isTarget = table.Name == target.Name;
        var name = isTarget ? $"{table.Name}" : $"{table.Name}, which a materialized view of {target.Name} writes to,";
        return table.Engine switch
        {
            var engine when !engine.EndsWith("MergeTree", StringComparison.Ordinal) =>
                new($"{name} has engine {engine}, which cannot take rows out", $"make {table.Name} anew with an engine of the MergeTree family, {Otherwise}"),
            var engine when _merging.Any(kind => engine.Contains(kind, StringComparison.Ordinal)) && !labelled.GetValueOrDefault(table.Name) =>
                new(
                    $"{name} is a {engine} that does not sort by {Column}, so that one row may stand for several objects",
                    $"make {table.Name} anew with {Column} in its ORDER BY{(isTarget ? "" : " and have the view fill it")}, {Otherwise}"),
            _ when !labelled.ContainsKey(table.Name) => new(
                $"{name} has no column {Column}, so that nobody can tell which rows are the object's",
                isTarget ? $"'sluice prepare {target.Name} --provenance' adds it" : $"add {Column} String to {table.Name} and have the view select it, {Otherwise}"),
            _ => null,
        };
    }

    /// <summary>Which of the tables have the provenance column, and whether they sort by it.</summary>
    private async Task<IReadOnlyDictionary<TableName, bool>> LabelledAsync(TargetTable target, CancellationToken cancellationToken)
    {
        var list = string.Join(", ", target.Written.Select(table => $"({Sql.Literal(table.Name.Database)}, {Sql.Literal(table.Name.Name)})"));
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT database, table, is_in_sorting_key FROM system.columns WHERE (database, table) IN ({list}) AND name = {Sql.Literal(Column)}",
            cancellationToken: cancellationToken);
        var labelled = new Dictionary<TableName, bool>();
        while (await reader.ReadAsync(cancellationToken))
        {
            labelled[new TableName(reader.GetString(0), reader.GetString(1))] = Convert.ToBoolean(reader.GetValue(2), CultureInfo.InvariantCulture);
        }

        return labelled;
    }

    private async Task<long> CountAsync(TableName table, string condition, CancellationToken cancellationToken) => Convert.ToInt64(
        await client.ExecuteScalarAsync($"SELECT count() FROM {table.Quoted} WHERE {condition}", cancellationToken: cancellationToken),
        CultureInfo.InvariantCulture);

    private async Task DeleteAsync(TableName table, string condition, CancellationToken cancellationToken)
    {
        try
        {
            await client.ExecuteNonQueryAsync(
                $"DELETE FROM {table.Quoted} WHERE {condition} SETTINGS enable_lightweight_delete = 1, lightweight_deletes_sync = 2",
                cancellationToken: cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.SupportIsDisabled)
        {
            // A table with projections takes no lightweight delete unless it is told what becomes of them; a mutation writes them anew.
            await client.ExecuteNonQueryAsync($"ALTER TABLE {table.Quoted} DELETE WHERE {condition} SETTINGS mutations_sync = 2", cancellationToken: cancellationToken);
        }
    }
}
