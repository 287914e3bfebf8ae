using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sluice.Loading.Targets;

/// <summary>How a <c>Distributed</c> table spreads its rows, as the agent needs to know it.</summary>
/// <param name="Engine">What it passes rows on to.</param>
/// <param name="Shards">The table on each shard.</param>
/// <param name="Layout">Everything that says which shard takes a row; another layout puts the rows of a repeated insert elsewhere.</param>
internal sealed record Distribution(DistributedEngine Engine, ImmutableArray<ShardTable> Shards, string Layout)
{
    /// <summary>Key of <see cref="LayoutNumber"/> among the block numbers of an intent.</summary>
    public const string LayoutKey = "#layout";

    /// <summary>Why it takes nothing; null when it does.</summary>
    public string? Fault { get; init; }

    /// <summary>Why an insert into it may not be repeated; null when it may.</summary>
    public string? NotRepeatable { get; init; }

    /// <summary>Whether each shard is one server, so that what is written there is read there.</summary>
    public bool IsOneServerPerShard { get; init; }

    /// <summary>A number for the layout.</summary>
    public long LayoutNumber => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes(Layout))) & long.MaxValue;

    /// <summary>What the block numbers of a table on a shard are kept under.</summary>
    public static string KeyOf(TableName table, int shard) => string.Create(CultureInfo.InvariantCulture, $"{table}@{shard}");

    /// <summary>Every table that an insert writes to on any shard, as the weakest of the shards has it.</summary>
    public ImmutableArray<WrittenTable> Written =>
    [
        .. Shards.SelectMany(shard => shard.Table?.Written ?? []).GroupBy(table => table.Name).Select(tables => new WrittenTable(
            tables.Key,
            tables.Select(table => table.Engine).Distinct().Count() == 1 ? tables.First().Engine : "of several engines",
            tables.Min(table => table.DeduplicationWindow),

            // Each shard has a part of its own.
            IsPartitioned: true,
            tables.Any(table => table.HasTtl))),
    ];
}
