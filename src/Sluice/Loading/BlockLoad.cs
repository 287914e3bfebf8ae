using System.Collections.Immutable;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>Loads objects of the same columns as one block: intend, insert, verify, commit.</summary>
internal sealed class BlockLoad(LoadProtocol protocol, LoadScope scope, ImmutableArray<ColumnMapping> columns)
{
    /// <summary>Loads them. When one of several is at fault, the others load without it.</summary>
    /// <exception cref="Exception">Nobody knows whether they were inserted; the intent stays.</exception>
    public async Task LoadAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var intent = scope.IntentOf(members, columns);
        await protocol.Notes.IntendAsync(members, intent, cancellationToken);
        if (await InsertAsync(members, intent, fault => InsertFault.WroteNothing(fault, scope.Target), cancellationToken))
        {
            await protocol.Notes.CommitAsync(members, member => new LoadOutcome.Loaded(member.Footer!.Rows), cancellationToken);
        }
    }

    /// <summary>Sends that very insert again, which is intended already and may have happened. Only an insert that never could have happened is given up.</summary>
    /// <returns>Whether ClickHouse says that all of it is in: it says so too of an insert that it only remembers.</returns>
    /// <exception cref="Exception">Nobody knows whether they were inserted; the intent stays.</exception>
    public Task<bool> RepeatAsync(IReadOnlyList<Member> members, InsertIntent intent, CancellationToken cancellationToken) =>
        InsertAsync(members, intent, InsertFault.IsOfContent, cancellationToken);

    private async Task<bool> InsertAsync(
        IReadOnlyList<Member> members, InsertIntent intent, Func<ClickHouseServerException, bool> wroteNothing, CancellationToken cancellationToken)
    {
        QueryStats stats;
        try
        {
            stats = await protocol.Inserter.InsertAsync(scope.PlanOf(members, columns, intent.BatchId), cancellationToken);
        }
        catch (ClickHouseServerException e)
        {
            protocol.Targets.Forget(scope.Target.Name);
            if (!wroteNothing(e))
            {
                throw;
            }

            await WithoutTheFaultyAsync(members, e, cancellationToken);
            return false;
        }

        var rows = members.Sum(member => member.Footer!.Rows);
        if (!IsWhole(stats, rows))
        {
            await protocol.Notes.DoubtAsync(
                members,
                _ => $"footers promise {rows} rows, and ClickHouse read {stats.ReadRows} and wrote {stats.WrittenRows}",
                cancellationToken);
            return false;
        }

        return true;
    }

    /// <summary>Materialized views read the rows again and write rows of their own, which the server adds to its figures.</summary>
    private bool IsWhole(QueryStats stats, long rows) => scope.Target.Written.Length == 1
        ? stats.ReadRows == rows && stats.WrittenRows == rows
        : stats.ReadRows >= rows && stats.WrittenRows >= rows;

    /// <summary>Nothing was written. Overwritten members are settled; a fault among several is looked for by halves.</summary>
    private async Task WithoutTheFaultyAsync(IReadOnlyList<Member> members, ClickHouseServerException fault, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            member.ForgetIntent();
        }

        if (InsertFault.IsOverwritten(fault))
        {
            var current = await new FooterCheck(protocol).ReadAsync(members, cancellationToken);
            await protocol.Notes.SupersedeAsync(current.Overwritten, cancellationToken);
            await LoadRestAsync(current.Unchanged.Count < members.Count ? current.Unchanged : [], cancellationToken);
            FailOpen(members, fault);
        }
        else if (members.Count > 1 && InsertFault.MayBeOneMembers(fault))
        {
            var half = members.Count / 2;
            await LoadRestAsync([.. members.Take(half)], cancellationToken);
            await LoadRestAsync([.. members.Skip(half)], cancellationToken);
        }
        else
        {
            FailOpen(members, fault);
        }
    }

    private async Task LoadRestAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        if (members.Count > 0)
        {
            await LoadAsync(members, cancellationToken);
        }
    }

    private void FailOpen(IEnumerable<Member> members, ClickHouseServerException fault)
    {
        foreach (var member in members.Where(member => member.IsOpen))
        {
            member.Fail(FailedLoad.Decide(fault, member, protocol));
        }
    }
}
