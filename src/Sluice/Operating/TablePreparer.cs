using ClickHouse.Driver;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Makes the ledger and target tables ready for exactly-once loading.</summary>
internal sealed class TablePreparer(TargetTables targets, LoadLedger ledger, ClickHouseClient client, Shards shards, PipelineTopology topology)
{
    /// <summary>The tables of those names.</summary>
    /// <exception cref="OperationException">Some are not there; nothing was done.</exception>
    public async Task<IReadOnlyList<TargetTable>> FindAsync(IEnumerable<TableName> names, CancellationToken cancellationToken)
    {
        var (found, missing) = (new List<TargetTable>(), new List<TableName>());
        foreach (var name in names.Distinct())
        {
            if (await targets.FindAsync(name, cancellationToken) is { } table)
            {
                found.Add(table);
            }
            else
            {
                missing.Add(name);
            }
        }

        return missing.Count == 0
            ? found
            : throw new OperationException(
                OperationFault.BadInput,
                $"There is no table {string.Join(", ", missing)} that this ClickHouse user may see: correct the name, make the table, or name another --clickhouse-user.");
    }

    /// <summary>The tables of the domains' databases that objects may be loaded into, without those that only views or Distributed tables write to: these belong to their sources.</summary>
    public async Task<IReadOnlyList<TargetTable>> FindAllAsync(CancellationToken cancellationToken)
    {
        var found = await FindAsync(
            await targets.ListAsync(topology.Domains.Select(domain => domain.Database).Distinct(), cancellationToken), cancellationToken);
        var behindViews = found.SelectMany(table => table.Behind).ToHashSet();
        return [.. found.Where(table => !behindViews.Contains(table.Name))];
    }

    /// <summary>What the ledger needs.</summary>
    public async Task<TablePreparation> PlanLedgerAsync(CancellationToken cancellationToken)
    {
        var missing = await ledger.MissingAsync(cancellationToken);
        return new TablePreparation(
            "ledger",
            missing.Count == 0
                ? [new PreparationStep(ledger.Name, StepStatus.Fine, "the ledger's tables are there")]
                : [.. missing.Select(statement => new PreparationStep(ledger.Name, StepStatus.Needed, "the ledger's tables", statement))]);
    }

    /// <summary>Takes the steps that are needed.</summary>
    /// <returns>The preparation with what became of each step.</returns>
    public async Task<TablePreparation> RunAsync(TablePreparation preparation, CancellationToken cancellationToken)
    {
        var steps = new List<PreparationStep>();
        foreach (var step in preparation.Steps)
        {
            steps.Add(step.Status == StepStatus.Needed ? step with { Status = await RunAsync(step.Statement!, step.Shard, cancellationToken) } : step);
        }

        return preparation with { Steps = steps };
    }

    private async Task<StepStatus> RunAsync(string statement, int? shard, CancellationToken cancellationToken)
    {
        try
        {
            await (shard is { } number
                ? shards.All[number - 1].ExecuteAsync(statement, cancellationToken)
                : client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken));
            return StepStatus.Done;
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return StepStatus.NotPermitted;
        }
    }
}
