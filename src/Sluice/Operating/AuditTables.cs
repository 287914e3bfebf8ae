using System.Data.Common;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>Looks up the tables that the ledger names, and what their rows can say.</summary>
internal sealed class AuditTables(ClickHouseClient client, TargetTables targets, SluiceSettings settings)
{
    private string Loads => $"{Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads}";

    /// <summary>The tables that objects of these domains were put into; none when there is no ledger yet.</summary>
    public async Task<IReadOnlyList<AuditedTable>> FindAsync(IReadOnlyCollection<string> prefixes, CancellationToken cancellationToken)
    {
        var under = string.Join(" OR ", prefixes.Select(prefix => $"startsWith(key, {Sql.Literal(prefix)})"));
        var named = new List<(TableName Name, ulong Rows)>();
        await EachAsync(
            $"""
             SELECT database, table, sumIf(rows, state = 'loaded') FROM {Loads} FINAL
             WHERE bucket = {Sql.Literal(settings.Topology.Bucket)} AND ({under}) AND state IN ('intended', 'in_doubt', 'loaded', 'unloaded', 'replaced')
             GROUP BY database, table ORDER BY database, table
             """,
            row => named.Add((new TableName(row.GetString(0), row.GetString(1)), Convert.ToUInt64(row.GetValue(2), CultureInfo.InvariantCulture))),
            cancellationToken);

        var tables = new List<AuditedTable>();
        foreach (var (name, rows) in named)
        {
            tables.Add(await LookUpAsync(name, rows, cancellationToken));
        }

        return tables;
    }

    /// <summary>Rows in the table.</summary>
    public Task<ulong> CountAsync(TableName table, CancellationToken cancellationToken) => CountAsync(table, "1", cancellationToken);

    /// <summary>Rows of one object in a table that has the provenance column.</summary>
    public Task<ulong> CountAsync(TableName table, LoadId id, CancellationToken cancellationToken) =>
        CountAsync(table, $"{Sql.Identifier(settings.Loading.ProvenanceColumn)} = {Sql.Literal(id.Value)}", cancellationToken);

    private async Task<ulong> CountAsync(TableName table, string condition, CancellationToken cancellationToken) => Convert.ToUInt64(
        await client.ExecuteScalarAsync($"SELECT count() FROM {table.Quoted} WHERE {condition}", cancellationToken: cancellationToken),
        CultureInfo.InvariantCulture);

    private async Task<AuditedTable> LookUpAsync(TableName name, ulong ledgerRows, CancellationToken cancellationToken)
    {
        var table = new AuditedTable(name, RowsRule.Gone, "there is no such table, or this user may not see it", KeepsRows: false, ledgerRows);
        await EachAsync(
            $"""
             SELECT engine, engine_full, (SELECT count() FROM system.columns WHERE database = {Sql.Literal(name.Database)} AND table = {Sql.Literal(name.Name)}
                                          AND name = {Sql.Literal(settings.Loading.ProvenanceColumn)})
             FROM system.tables WHERE database = {Sql.Literal(name.Database)} AND name = {Sql.Literal(name.Name)}
             """,
            row => table = Classify(
                table, row.GetString(0), row.GetString(1), Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture) > 0),
            cancellationToken);
        return settings.Cluster is not null && await targets.LookUpAsync(name, cancellationToken) is { Distribution: { Fault: null, Shards: var shards } } spread
            ? OfShards(table, spread, shards)
            : table;
    }

    /// <summary>Rows of a Distributed table are counted on all shards at once, and stay as they do on each of them.</summary>
    private AuditedTable OfShards(AuditedTable table, TargetTable spread, IEnumerable<ShardTable> shards) => shards
        .Select(shard => shard.Table!.Written[0])
        .Select(own => Classify(table, own.Engine, own.HasTtl ? " TTL " : "", spread.Has(settings.Loading.ProvenanceColumn)))
        .MaxBy(each => each.Rule is RowsRule.Exact ? 0 : 1)!;

    private AuditedTable Classify(AuditedTable table, string engine, string engineFull, bool hasProvenance)
    {
        var isMergeTree = engine.EndsWith("MergeTree", StringComparison.Ordinal);
        var merges = isMergeTree && engine is not ("MergeTree" or "ReplicatedMergeTree" or "SharedMergeTree");
        var expires = engineFull.Contains(" TTL ", StringComparison.Ordinal);
        var keepsRows = isMergeTree && !merges && !expires;
        var (rule, why) = (isMergeTree, hasProvenance, keepsRows) switch
        {
            (false, _, _) => (RowsRule.Untold, $"rows of engine {engine} are not counted"),
            (_, false, _) => (RowsRule.Untold, $"cannot be told per object: no column {settings.Loading.ProvenanceColumn}"),
            (_, _, false) => (RowsRule.AtMost, merges ? $"engine {engine} merges rows: only too many can be told" : "its rows expire (TTL): only too many can be told"),
            _ => (RowsRule.Exact, ""),
        };
        return table with { Rule = rule, Why = why, KeepsRows = keepsRows };
    }

    private async Task EachAsync(string query, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = await client.ExecuteReaderAsync(query, cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                take(reader);
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // No ledger yet: nothing was ever loaded.
        }
    }
}
