using System.Collections.Concurrent;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>Puts an object before the contract gate, and makes the columns that the gate lets it add.</summary>
internal sealed class ObjectContract(FooterReader footers, TargetTables targets, ClickHouseClient client, SluiceSettings settings)
{
    // A table has few schemas over time; who has more than this reads them again.
    private const int MostSchemas = 1000;

    private readonly ConcurrentDictionary<string, IReadOnlyList<FileColumn>> _columns = new();

    /// <summary>The columns of an object as it is now.</summary>
    public Task<IReadOnlyList<FileColumn>> ReadColumnsAsync(string key, CancellationToken cancellationToken) =>
        footers.ReadColumnsAsync(key, cancellationToken);

    /// <summary>
    /// The columns of an object whose footer is read; those of every object with the same footer schema, so that they are read once. What is kept is certain to be that
    /// schema's: the object still had the content of its footer afterwards.
    /// </summary>
    /// <returns>Null when the object was overwritten meanwhile.</returns>
    public async Task<IReadOnlyList<FileColumn>?> ColumnsAsync(Member member, CancellationToken cancellationToken)
    {
        if (_columns.TryGetValue(member.Footer!.Schema, out var known))
        {
            return known;
        }

        var columns = await footers.ReadColumnsAsync(member.Key, cancellationToken);
        if (await footers.ReadETagAsync(member.Key, cancellationToken) != member.ETag)
        {
            return null;
        }

        if (_columns.Count >= MostSchemas)
        {
            _columns.Clear();
        }

        return _columns[member.Footer.Schema] = columns;
    }

    /// <summary>The gate's verdict. The footer's statistics are read, where they are not known, only when they could change it.</summary>
    public async Task<ContractVerdict> JudgeAsync(
        string key, string partition, TargetTable target, IReadOnlyList<FileColumn> columns, IReadOnlyList<ColumnStatistics> statistics, CancellationToken cancellationToken)
    {
        var verdict = Judge(partition, target, columns);
        return verdict.IsAccepted
            ? verdict
            : Judge(partition, target, statistics.Count > 0 ? With(statistics, columns) : await footers.ReadStatisticsAsync(key, columns, cancellationToken));
    }

    private static IReadOnlyList<FileColumn> With(IReadOnlyList<ColumnStatistics> statistics, IReadOnlyList<FileColumn> columns)
    {
        var vouched = statistics.DistinctBy(column => column.Column).ToDictionary(column => column.Column);
        return [.. columns.Select(column => vouched.TryGetValue(column.Name, out var known) ? column with { NullCount = known.NullCount, Range = known.Range } : column)];
    }

    /// <summary>Adds the verdict's columns to the table (mode <c>evolve</c>).</summary>
    /// <exception cref="ClickHouseServerException">The user may not alter the table.</exception>
    public async Task EvolveAsync(TargetTable target, ContractVerdict verdict, CancellationToken cancellationToken)
    {
        foreach (var column in verdict.Additions)
        {
            // Where a shard lacks it, an insert through the Distributed table fails.
            foreach (var (shard, table) in target.Distribution?.Shards ?? [])
            {
                await shard.ExecuteAsync($"ALTER TABLE {table!.Name.Quoted} ADD COLUMN IF NOT EXISTS {Sql.Identifier(column.Name)} {column.Type}", cancellationToken);
            }

            await client.ExecuteNonQueryAsync(
                $"ALTER TABLE {target.Name.Quoted} ADD COLUMN IF NOT EXISTS {Sql.Identifier(column.Name)} {column.Type}", cancellationToken: cancellationToken);
            targets.Forget(target.Name);
        }
    }

    private ContractVerdict Judge(string partition, TargetTable target, IReadOnlyList<FileColumn> columns) => ContractGate.Judge(
        new ContractQuestion(columns, [.. HiveKeysOf(partition)], target.Columns, settings.Loading.ProvenanceColumn, settings.Loading.For(target.Name.Database, target.Name.Name).Contract));

    /// <summary>The <c>name=value</c> segments between table and file.</summary>
    public static IEnumerable<HiveKey> HiveKeysOf(string partition) => partition.Split('/')
        .Select(segment => segment.Split('=', 2))
        .Where(parts => parts is [{ Length: > 0 }, _])
        .Select(parts => new HiveKey(parts[0], parts[1]));
}
