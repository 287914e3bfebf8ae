using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;

namespace Sluice.Loading.Targets;

/// <summary>Looks up what is behind a <c>Distributed</c> table on every shard.</summary>
internal sealed class DistributedTables(ClickHouseClient client, TimeProvider time, Shards shards)
{
    /// <summary>Where it puts rows, and what stands in the way of it.</summary>
    public async Task<Distribution> FindAsync(TableName name, string engineFull, ImmutableArray<TableColumn> columns, CancellationToken cancellationToken)
    {
        if (DistributedEngine.Parse(engineFull) is not { } engine)
        {
            return Unusable(name, $"its engine {engineFull} is not understood: name cluster, database and table in it");
        }

        if (engine.Cluster != shards.Cluster)
        {
            return Unusable(name, $"it distributes over cluster {engine.Cluster}, and the configuration's is {shards.Cluster}: one agent loads through one cluster");
        }

        var defined = await shards.DefinitionAsync(client, cancellationToken);
        if (!defined.Select(shard => (int)shard.Number).SequenceEqual(shards.All.Select(shard => shard.Number)))
        {
            return Unusable(
                name, $"cluster {engine.Cluster} has shards {string.Join(", ", defined.Select(shard => shard.Number))}, and cluster.shards names {string.Join(", ", shards.All.Select(shard => shard.Number))}: correct the configuration");
        }

        var found = new List<ShardTable>();
        var versions = new List<string>();
        foreach (var shard in shards.All)
        {
            var (version, numbers) = await IntroduceAsync(shard, cancellationToken);
            if (!numbers.Contains(shard.Number))
            {
                return Unusable(
                    name, $"the server at {shard.Endpoint} is not of shard {shard.Number} of cluster {engine.Cluster} by its own system.clusters: correct cluster.shards");
            }

            versions.Add(version);
            found.Add(new ShardTable(shard, await shard.AskAsync(own => new TargetTables(own, time).LookUpAsync(engine.Table, cancellationToken))));
        }

        var layout = string.Join('|', [$"{engine}", .. defined.Select(shard => $"{shard.Number}:{shard.Weight}:{shard.Replicas}"), .. versions]);
        return new Distribution(engine, [.. found], layout)
        {
            IsOneServerPerShard = defined.All(shard => shard.Replicas == 1),
            Fault = ColumnFault(name, columns, found),
            NotRepeatable = ReplicaFault(defined, found) ?? ConstraintFault(found) ?? await KeyFaultAsync(name, engine, columns, cancellationToken),
        };
    }

    private static Distribution Unusable(TableName name, string why) =>
        new(new DistributedEngine("", name, null), [], "") { Fault = $"{name} is Distributed, and {why}" };

    /// <summary>Its version, and which shards it is of by its own account.</summary>
    private async Task<(string Version, IReadOnlyCollection<int> Numbers)> IntroduceAsync(Shard shard, CancellationToken cancellationToken) =>
        await shard.AskAsync(async own =>
        {
            using var reader = await own.ExecuteReaderAsync(
                $"SELECT version(), arraySort(groupUniqArray(toInt32(shard_num))) FROM system.clusters WHERE cluster = {Sql.Literal(shards.Cluster)} AND is_local",
                cancellationToken: cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return (reader.GetString(0), (IReadOnlyCollection<int>)(int[])reader.GetValue(1));
        });

    /// <summary>A shard would convert, or drop, what the contract gate has judged by the columns of the Distributed table.</summary>
    private static string? ColumnFault(TableName name, ImmutableArray<TableColumn> columns, List<ShardTable> found)
    {
        foreach (var (shard, table) in found)
        {
            if (table is null)
            {
                return $"{name} is Distributed, and {shard} has no table for it that the agent's user may see: make it there";
            }

            if (columns.FirstOrDefault(column => !column.IsComputed && table.Columns.All(own => own.Name != column.Name || own.Type != column.Type)) is { } other)
            {
                return $"column {other.Name} is {other.Type} in {name}, and {(table.Columns.FirstOrDefault(own => own.Name == other.Name) is { } own ? own.Type : "not there")} in {table.Name} of {shard}: give both the same columns";
            }
        }

        return null;
    }

    private static string? ReplicaFault(IReadOnlyList<ShardDefinition> defined, List<ShardTable> found) => defined.FirstOrDefault(shard => shard.Replicas > 1) switch
    {
        { ReplicatesItself: false } several => $"shard {several.Number} has {several.Replicas} replicas without internal_replication, so that one may take what another refuses: set internal_replication to true, with replicated tables",
        { } several when found.Exists(shard => shard.Table is { Written: [{ IsReplicated: false }, ..] }) =>
            $"shard {several.Number} has {several.Replicas} replicas, and the table there is not replicated, so that a repeated insert may reach another replica than the first: use a ReplicatedMergeTree table",
        _ => null,
    };

    private static string? ConstraintFault(List<ShardTable> found) =>
        found.Find(shard => shard.Table is { Written: [{ HasConstraint: true }, ..] }) is { } constrained
            ? $"{constrained.Table!.Name} of {constrained.Shard} has a CHECK constraint, which may refuse the rows of one shard when another has taken its own: drop the constraint"
            : null;

    /// <summary>A repeated insert must bring each shard the same rows, or a shard that remembers the first would drop what it never had.</summary>
    private async Task<string?> KeyFaultAsync(TableName name, DistributedEngine engine, ImmutableArray<TableColumn> columns, CancellationToken cancellationToken)
    {
        if (engine.ShardingKey is not { } key)
        {
            return shards.All.Length == 1 ? null : $"{name} has no sharding key, so that ClickHouse takes no insert into it: make it again with one, such as cityHash64(id)";
        }

        if (await UnstableAsync(key, cancellationToken) is { } function)
        {
            return $"the sharding key {key} of {name} is not the same every time ({function}), so that a repeated insert would give the shards other rows than the first, and rows would be lost or doubled: make it again with a sharding key of its columns, such as cityHash64(id)";
        }

        foreach (var column in DefaultsOf(key, columns))
        {
            if (await UnstableAsync(column.DefaultExpression, cancellationToken) is { } unstable)
            {
                return $"the sharding key {key} of {name} depends on column {column.Name}, whose default {column.DefaultExpression} is not the same every time ({unstable}): make it again with a sharding key of other columns";
            }
        }

        return null;
    }

    /// <summary>Columns that the key is of and that have a default, and those that these are of.</summary>
    private static List<TableColumn> DefaultsOf(string key, ImmutableArray<TableColumn> columns)
    {
        var reached = new List<TableColumn>();
        for (var expressions = new Queue<string>([key]); expressions.TryDequeue(out var expression);)
        {
            foreach (var column in columns.Where(column => column.DefaultExpression.Length > 0 && !reached.Contains(column) && DistributedEngine.Mentions(expression, column.Name)))
            {
                reached.Add(column);
                expressions.Enqueue(column.DefaultExpression);
            }
        }

        return reached;
    }

    /// <summary>A function that may answer otherwise next time, or of which nobody knows; null when there is none.</summary>
    private async Task<string?> UnstableAsync(string expression, CancellationToken cancellationToken)
    {
        var functions = DistributedEngine.FunctionsOf(expression);
        if (functions.Count == 0)
        {
            return null;
        }

        // The column was called is_deterministic before.
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT lower(name), COLUMNS('^(is_)?deterministic$') FROM system.functions WHERE lower(name) IN ({string.Join(", ", functions.Select(function => Sql.Literal(function.ToLowerInvariant())))})",
            cancellationToken: cancellationToken);
        var stable = new HashSet<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!await reader.IsDBNullAsync(1, cancellationToken) && Convert.ToInt32(reader.GetValue(1), CultureInfo.InvariantCulture) == 1)
            {
                stable.Add(reader.GetString(0));
            }
        }

        return functions.FirstOrDefault(function => !stable.Contains(function.ToLowerInvariant())) is { } unstable ? $"{unstable}()" : null;
    }
}
