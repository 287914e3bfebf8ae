using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;

namespace Sluice.Loading.Targets;

/// <summary>Looks up target tables, the views on them and the tables behind those. Answers are kept for a short time.</summary>
internal sealed partial class TargetTables(ClickHouseClient client, TimeProvider time, Shards? shards = null)
{
    // Long enough to spare a look-up per object, short enough that a table just prepared is loaded into.
    private static readonly TimeSpan _keepFor = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TableName, (TargetTable Table, long At)> _known = new();

    private bool HasCluster => shards is { All.IsEmpty: false };

    /// <summary>The table, or null when there is none that this user may see.</summary>
    public async Task<TargetTable?> FindAsync(TableName name, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < _keepFor)
        {
            return known.Table;
        }

        var found = await LookUpAsync(name, cancellationToken);
        if (found is not null)
        {
            _known[name] = (found, time.GetTimestamp());
        }

        return found;
    }

    /// <summary>Forgets the table, whose last insert said that it is not as it was.</summary>
    public void Forget(TableName name) => _known.TryRemove(name, out _);

    /// <summary>The MergeTree tables of these databases that this user may see, by name; with a cluster the Distributed ones too.</summary>
    public async Task<IReadOnlyList<TableName>> ListAsync(IEnumerable<string> databases, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT database, name FROM system.tables
             WHERE database IN ({string.Join(", ", databases.Select(Sql.Literal))}) AND {(HasCluster ? "(endsWith(engine, 'MergeTree') OR engine = 'Distributed')" : "endsWith(engine, 'MergeTree')")} AND NOT startsWith(name, '.inner')
             ORDER BY database, name
             """,
            cancellationToken: cancellationToken);
        var names = new List<TableName>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(new TableName(reader.GetString(0), reader.GetString(1)));
        }

        return names;
    }

    /// <summary>
    /// The highest block number of each table, by which one tells how far its deduplication window has moved; empty when this user may not read
    /// <c>system.parts</c>.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> BlockNumbersAsync(TargetTable target, CancellationToken cancellationToken)
    {
        if (target.Distribution is { } distribution)
        {
            return await BlockNumbersAsync(distribution, cancellationToken);
        }

        var list = string.Join(", ", target.Written.Select(table => $"({Sql.Literal(table.Name.Database)}, {Sql.Literal(table.Name.Name)})"));
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                $"SELECT database, table, max(max_block_number) FROM system.parts WHERE (database, table) IN ({list}) GROUP BY database, table",
                cancellationToken: cancellationToken);
            var numbers = target.Written.ToDictionary(table => table.Name.ToString(), _ => 0L);
            while (await reader.ReadAsync(cancellationToken))
            {
                numbers[new TableName(reader.GetString(0), reader.GetString(1)).ToString()] = Convert.ToInt64(reader.GetValue(2), CultureInfo.InvariantCulture);
            }

            return numbers;
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return ImmutableDictionary<string, long>.Empty;
        }
    }

    /// <summary>Of every shard, with a number for how rows are spread over them.</summary>
    private async Task<IReadOnlyDictionary<string, long>> BlockNumbersAsync(Distribution distribution, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, long> { [Distribution.LayoutKey] = distribution.LayoutNumber };
        foreach (var (shard, table) in distribution.Shards.Where(shard => shard.Table is not null))
        {
            var own = await shard.AskAsync(server => new TargetTables(server, time).BlockNumbersAsync(table!, cancellationToken));
            foreach (var written in table!.Written.Where(written => own.ContainsKey(written.Name.ToString())))
            {
                numbers[Distribution.KeyOf(written.Name, shard.Number)] = own[written.Name.ToString()];
            }
        }

        return numbers;
    }

    /// <summary>The table as it is now. The answer is not kept: who looks after mending it must not have an agent judge by what was before.</summary>
    public async Task<TargetTable?> LookUpAsync(TableName name, CancellationToken cancellationToken)
    {
        if (await DescribeAsync(name, cancellationToken) is not { } target)
        {
            return null;
        }

        if (HasCluster && target.Table.Engine == DistributedEngine.Name)
        {
            return await LookUpDistributedAsync(name, target, cancellationToken);
        }

        var written = new List<WrittenTable> { target.Table };
        var unseen = new List<TableName>();
        for (var pending = new Queue<TableName>(target.Views); pending.TryDequeue(out var view);)
        {
            var behind = await BehindAsync(view, cancellationToken) is { } table ? await DescribeAsync(table, cancellationToken) : null;
            if (behind is null)
            {
                unseen.Add(view);
            }
            else if (written.TrueForAll(known => known.Name != behind.Table.Name))
            {
                written.Add(behind.Table);
                behind.Views.ForEach(pending.Enqueue);
            }
        }

        return new TargetTable(name, await ColumnsAsync(name, cancellationToken), [.. written], [.. unseen]);
    }

    private async Task<TargetTable> LookUpDistributedAsync(TableName name, Description target, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(name, cancellationToken);
        var distribution = await new DistributedTables(client, time, shards!).FindAsync(name, target.EngineFull, columns, cancellationToken);
        return new TargetTable(
            name,
            columns,
            distribution.Written is { IsEmpty: false } written ? written : [target.Table],
            [.. distribution.Shards.SelectMany(shard => shard.Table?.Unseen ?? []).Distinct()])
        {
            Distribution = distribution,
        };
    }

    private async Task<Description?> DescribeAsync(TableName name, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT engine, engine_full, dependencies_database, dependencies_table, partition_key, create_table_query FROM system.tables WHERE {Is(name)}",
            cancellationToken: cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (databases, tables) = ((string[])reader.GetValue(2), (string[])reader.GetValue(3));
        return new Description(
            new WrittenTable(name, reader.GetString(0), Window(reader.GetString(0), reader.GetString(1)), reader.GetString(4).Length > 0, Ttl().IsMatch(reader.GetString(5)))
            {
                HasConstraint = Constraint().IsMatch(reader.GetString(5)),
            },
            reader.GetString(1),
            [.. databases.Zip(tables, (database, table) => new TableName(database, table))]);
    }

    /// <summary>The table that a materialized view writes to.</summary>
    private async Task<TableName?> BehindAsync(TableName view, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT create_table_query, toString(uuid) FROM system.tables WHERE {Is(view)} AND engine = 'MaterializedView'",
            cancellationToken: cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var match = ViewTarget().Match(reader.GetString(0));
        return match.Success
            ? new TableName(match.Groups["database"].Value.Trim('`'), match.Groups["table"].Value.Trim('`'))
            : new TableName(view.Database, $".inner_id.{reader.GetString(1)}");
    }

    private async Task<ImmutableArray<TableColumn>> ColumnsAsync(TableName name, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT name, type, default_kind, default_expression, is_in_sorting_key OR is_in_partition_key FROM system.columns WHERE database = {Sql.Literal(name.Database)} AND table = {Sql.Literal(name.Name)} ORDER BY position",
            cancellationToken: cancellationToken);
        var columns = ImmutableArray.CreateBuilder<TableColumn>();
        while (await reader.ReadAsync(cancellationToken))
        {
            columns.Add(new TableColumn(
                reader.GetString(0), reader.GetString(1), TableColumn.ParseDefaultKind(reader.GetString(2)), reader.GetString(3))
            {
                IsInKey = Convert.ToBoolean(reader.GetValue(4), CultureInfo.InvariantCulture),
            });
        }

        return columns.ToImmutable();
    }

    private static string Is(TableName name) => $"database = {Sql.Literal(name.Database)} AND name = {Sql.Literal(name.Name)}";

    /// <summary>MergeTree tables have the window that they were given; replicated ones have one of their own accord.</summary>
    private static long Window(string engine, string engineFull)
    {
        var replicated = engine.StartsWith("Replicated", StringComparison.Ordinal) || engine.StartsWith("Shared", StringComparison.Ordinal);
        var match = WindowSetting().Match(engineFull);
        return (replicated, match.Success && match.Groups["replicated"].Success == replicated) switch
        {
            (_, true) => long.Parse(match.Groups["window"].Value, CultureInfo.InvariantCulture),
            (true, false) => DefaultReplicatedWindow,
            _ => 0,
        };
    }

    // ClickHouse documentation, MergeTree settings: replicated_deduplication_window
    private const long DefaultReplicatedWindow = 1000;

    [GeneratedRegex(@"\b((?<replicated>replicated)|non_replicated)_deduplication_window = (?<window>\d+)")]
    private static partial Regex WindowSetting();

    // Of the table or of a column. A comment with the word in it does no harm: it is only trusted less.
    [GeneratedRegex(@"\bTTL\b")]
    private static partial Regex Ttl();

    [GeneratedRegex(@"\bCONSTRAINT\b.+\bCHECK\b", RegexOptions.Singleline)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^CREATE MATERIALIZED VIEW \S+ (?:UUID '[^']*' )?(?:REFRESH .*? )?TO (?<database>`[^`]+`|[^.\s]+)\.(?<table>`[^`]+`|[^\s(]+)")]
    private static partial Regex ViewTarget();

    private sealed record Description(WrittenTable Table, string EngineFull, List<TableName> Views);
}
