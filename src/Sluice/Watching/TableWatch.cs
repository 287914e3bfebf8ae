using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Watching;

/// <summary>Looks at the tables that objects are loaded into, as the agent's user sees them.</summary>
internal sealed class TableWatch(ClickHouseClient client, TargetTables targets, TargetRefusal refusal, SluiceSettings settings)
{
    /// <summary>
    /// The tables of the domains' databases and those that objects were meant for, by name; without views, and without tables that only views write to.
    /// </summary>
    /// <exception cref="ClickHouseServerException">The ledger, or the server's own tables, cannot be read.</exception>
    public async Task<IReadOnlyList<TableStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var (loads, stored, parts) = (await LoadsAsync(cancellationToken), await StoredAsync(cancellationToken), await PartsAsync(cancellationToken));
        var tables = new Dictionary<TableName, TargetTable?>();
        foreach (var name in loads.Keys.Union(stored.Keys))
        {
            tables[name] = await targets.FindAsync(name, cancellationToken);
        }

        var behindViews = tables.Values.OfType<TargetTable>().SelectMany(table => table.Behind).ToHashSet();
        var list = new List<TableStatus>();
        foreach (var (name, target) in tables.Where(table => loads.ContainsKey(table.Key) || !behindViews.Contains(table.Key)))
        {
            var load = loads.GetValueOrDefault(name);
            var (rows, bytes) = stored.GetValueOrDefault(name);
            list.Add(new TableStatus
            {
                Name = name,
                Domain = load?.Domain ?? settings.Topology.Domains.FirstOrDefault(domain => domain.Database == name.Database)?.Name ?? "",
                Engine = target?.Written[0].Engine,
                Rows = rows,
                Bytes = bytes,
                Parts = parts.GetValueOrDefault(name),
                Columns = target is null ? [] : [.. target.Columns.Select(column => (column.Name, column.Type))],
                Windows = target?.Written.ToDictionary(table => table.Name.ToString(), table => table.DeduplicationWindow) ?? [],
                HasProvenance = target?.Has(settings.Loading.ProvenanceColumn) ?? false,
                Refusal = await refusal.OfAsync(name, target, settings.Loading.For(name.Database, name.Name), cancellationToken),
                Objects = load?.Objects ?? 0,
                LastLoadedAt = load?.LastLoadedAt,
            });
        }

        return [.. list.OrderBy(table => table.Name.ToString(), StringComparer.Ordinal)];
    }

    private async Task<Dictionary<TableName, Loads>> LoadsAsync(CancellationToken cancellationToken)
    {
        var loads = new Dictionary<TableName, Loads>();
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                $"""
                 SELECT database, table, any(domain), countIf(state = 'loaded'), maxIf(written_at, state = 'loaded')
                 FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads} FINAL
                 WHERE bucket = {Sql.Literal(settings.Topology.Bucket)} AND table != ''
                 GROUP BY database, table
                 """,
                cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var objects = Whole(reader.GetValue(3));
                loads[new TableName(reader.GetString(0), reader.GetString(1))] =
                    new Loads(reader.GetString(2), objects, objects > 0 ? DateTime.SpecifyKind(reader.GetDateTime(4), DateTimeKind.Utc) : null);
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // Nothing was ever loaded.
        }

        return loads;
    }

    private async Task<Dictionary<TableName, (long Rows, long Bytes)>> StoredAsync(CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT database, name, ifNull(total_rows, 0), ifNull(total_bytes, 0) FROM system.tables
             WHERE database IN ({Databases}) AND NOT endsWith(engine, 'View') AND NOT startsWith(name, '.inner')
             """,
            cancellationToken: cancellationToken);
        var stored = new Dictionary<TableName, (long, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            stored[new TableName(reader.GetString(0), reader.GetString(1))] = (Whole(reader.GetValue(2)), Whole(reader.GetValue(3)));
        }

        return stored;
    }

    private async Task<Dictionary<TableName, long>> PartsAsync(CancellationToken cancellationToken)
    {
        var parts = new Dictionary<TableName, long>();
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                $"SELECT database, table, count() FROM system.parts WHERE active AND database IN ({Databases}) GROUP BY database, table",
                cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                parts[new TableName(reader.GetString(0), reader.GetString(1))] = Whole(reader.GetValue(2));
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            // The grant is optional, and so is the figure.
        }

        return parts;
    }

    private string Databases => string.Join(", ", settings.Topology.Domains.Select(domain => Sql.Literal(domain.Database)).Distinct());

    private static long Whole(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private sealed record Loads(string Domain, long Objects, DateTime? LastLoadedAt);
}
