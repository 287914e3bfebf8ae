using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.Targets;
using Sluice.Planning;

namespace Sluice.Loading.ClickHouse;

/// <summary>Finds an object's rows in a table by what is in them, and puts in those that are missing.</summary>
internal sealed class RowMatcher(ClickHouseClient client, Inserter inserter, StagingTables staging, QueryIds queries, MemoryBudget memory, SluiceSettings settings)
{
    /// <summary>Which of the staged rows the target has.</summary>
    public async Task<RowMatch> MatchAsync(MatchPlan plan, CancellationToken cancellationToken)
    {
        using var reserved = await memory.NeedAsync(plan.MemoryBytes, cancellationToken);
        var all = new RowMatch(0, 0, 0, 0);
        for (var slice = 0; slice < plan.Slices; slice++)
        {
            using var reader = await client.ExecuteReaderAsync(MatchStatement.Count(plan, slice), options: Limits(plan), cancellationToken: cancellationToken);
            await reader.ReadAsync(cancellationToken);
            long Number(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
            all = new RowMatch(all.Staged + Number(0), all.Found + Number(1), all.Extra + Number(2), all.Torn + Number(3));
        }

        return all;
    }

    /// <summary>
    /// Puts in what is missing, and into the target alone: a partition that is attached passes no materialized view. What it is attached from goes
    /// before anybody else counts (<see cref="StagingTables.DropOthersAsync"/>), so that nobody can come late with it. Over shards no partition can be attached: there
    /// the rows are inserted, no later than the plan's deadline, and tables with views are left alone.
    /// </summary>
    public async Task FillAsync(MatchPlan plan, TableName rest, CancellationToken cancellationToken)
    {
        if (plan.IsOverShards)
        {
            await inserter.FillAsync(plan, plan.Target, cancellationToken);
            return;
        }

        await staging.CreateLikeAsync(rest, plan.Target, cancellationToken);
        await inserter.FillAsync(plan, rest, cancellationToken);
        foreach (var partition in await PartitionsAsync(rest, cancellationToken))
        {
            await client.ExecuteNonQueryAsync(
                $"ALTER TABLE {plan.Target.Quoted} ATTACH PARTITION ID {Sql.Literal(partition)} FROM {rest.Quoted}", cancellationToken: cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> PartitionsAsync(TableName rest, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync($"SELECT DISTINCT _partition_id FROM {rest.Quoted}", cancellationToken: cancellationToken);
        var partitions = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            partitions.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return partitions;
    }

    private QueryOptions Limits(MatchPlan plan) => new()
    {
        QueryId = queries.Next(),
        CustomSettings = new Dictionary<string, object>
        {
            ["log_comment"] = plan.Comment,
            ["max_memory_usage"] = plan.MemoryBytes.ToString(CultureInfo.InvariantCulture),
            ["max_bytes_before_external_group_by"] = (plan.MemoryBytes / 2).ToString(CultureInfo.InvariantCulture),
            ["max_execution_time"] = settings.Topology.MessageTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),

            // A profile's "break" would answer for a part of the rows.
            ["timeout_overflow_mode"] = "throw",
            ["read_overflow_mode"] = "throw",
            ["set_overflow_mode"] = "throw",
            ["group_by_overflow_mode"] = "throw",
        },
    };
}
