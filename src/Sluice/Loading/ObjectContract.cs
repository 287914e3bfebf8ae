using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>Puts an object before the contract gate, and makes the columns that the gate lets it add.</summary>
internal sealed class ObjectContract(FooterReader footers, TargetTables targets, ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>The columns of an object, and so of every object with the same footer schema.</summary>
    public Task<IReadOnlyList<FileColumn>> ReadColumnsAsync(string key, CancellationToken cancellationToken) =>
        footers.ReadColumnsAsync(key, cancellationToken);

    /// <summary>The gate's verdict. The footer's statistics are read only when they could change it.</summary>
    public async Task<ContractVerdict> JudgeAsync(
        string key, string partition, TargetTable target, IReadOnlyList<FileColumn> columns, CancellationToken cancellationToken)
    {
        var verdict = Judge(partition, target, columns);
        return verdict.IsAccepted
            ? verdict
            : Judge(partition, target, await footers.ReadStatisticsAsync(key, columns, cancellationToken));
    }

    /// <summary>Adds the verdict's columns to the table (mode <c>evolve</c>).</summary>
    /// <exception cref="ClickHouseServerException">The user may not alter the table.</exception>
    public async Task EvolveAsync(TargetTable target, ContractVerdict verdict, CancellationToken cancellationToken)
    {
        foreach (var column in verdict.Additions)
        {
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
