using System.Collections.Immutable;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;

namespace Sluice.Loading.ClickHouse;

/// <summary>The shards of the configured cluster; none where none is configured.</summary>
internal sealed class Shards(SluiceSettings settings) : IDisposable
{
    /// <summary>
    /// Settings of every statement where a cluster is configured. An insert has ended on every shard when it ends, and goes to each over its connection, the agent's own
    /// server too, so that the figures are of the rows and not of the way they took; a count is of all shards or fails; and rows go where the sharding key says.
    /// </summary>
    public static IReadOnlyDictionary<string, object> StatementSettings { get; } = new Dictionary<string, object>
    {
        ["distributed_foreground_insert"] = "1",
        ["prefer_localhost_replica"] = "0",
        ["parallel_distributed_insert_select"] = "0",
        ["insert_distributed_one_random_shard"] = "0",
        ["insert_shard_id"] = "0",
        ["skip_unavailable_shards"] = "0",

        // What a statement compares with is on one server, and the rows are on all.
        ["prefer_global_in_and_join"] = "1",
    };

    /// <summary>Each of them, the first shard first.</summary>
    public ImmutableArray<Shard> All { get; } =
        [.. (settings.Cluster?.Shards ?? []).Select((endpoint, index) => new Shard(index + 1, endpoint, SluiceServices.ClickHouse(settings, endpoint)))];

    /// <summary>The cluster's name; empty when none is configured.</summary>
    public string Cluster => settings.Cluster?.Name ?? "";

    /// <summary>What <c>system.clusters</c> says of the cluster where statements are sent; empty when it is not known there.</summary>
    public async Task<IReadOnlyList<ShardDefinition>> DefinitionAsync(ClickHouseClient client, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT shard_num, any(shard_weight), any(internal_replication), count() FROM system.clusters WHERE cluster = {Sql.Literal(Cluster)} GROUP BY shard_num ORDER BY shard_num",
            cancellationToken: cancellationToken);
        var shards = new List<ShardDefinition>();
        while (await reader.ReadAsync(cancellationToken))
        {
            long Whole(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
            shards.Add(new ShardDefinition(Whole(0), Whole(1), Whole(2) == 1, Whole(3)));
        }

        return shards;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var shard in All)
        {
            shard.Client.Dispose();
        }
    }
}
