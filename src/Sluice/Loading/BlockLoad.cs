using System.Collections.Immutable;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Sluice.Loading.Contract;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Loads objects of the same columns as one block: intend, insert, verify, commit.</summary>
internal sealed class BlockLoad(LoadProtocol protocol, LoadScope scope, ImmutableArray<ColumnMapping> columns)
{
    /// <summary>Loads them. An insert of several that fails is no failure of theirs while any of them could be loaded without the others.</summary>
    /// <returns>What is to be loaded instead, each of it as one block: nothing of these is in the table. Empty when all have their outcome.</returns>
    /// <exception cref="Exception">What failed all that are open; where nobody knows whether they were inserted, the intent stays.</exception>
    public Task<IReadOnlyList<IReadOnlyList<Member>>> LoadAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        LoadWithinAsync(scope.MemoryOf(members), members, cancellationToken);

    private async Task<IReadOnlyList<IReadOnlyList<Member>>> LoadWithinAsync(long memoryBytes, IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        await protocol.Inserter.WaitForMemoryAsync(memoryBytes, cancellationToken);
        var intent = scope.IntentOf(members, columns);
        await protocol.Notes.IntendAsync(members, intent, cancellationToken);
        try
        {
            if (await InsertWithinAsync(memoryBytes, members, intent, cancellationToken))
            {
                await protocol.Notes.CommitAsync(members, member => new LoadOutcome.Loaded(member.Footer!.Rows), cancellationToken);
            }

            return [];
        }
        catch (ClickHouseServerException e) when (memoryBytes < scope.Domain.MemoryBytes && InsertFault.IsOfItsMemory(e) && InsertFault.WroteNothing(e, scope.Target))
        {
            // It takes more than was expected. With another token: ClickHouse may remember the one of a block that it has not written.
            foreach (var member in members)
            {
                member.ForgetIntent();
            }

            return await LoadWithinAsync(scope.Domain.MemoryBytes, members, cancellationToken);
        }
        catch (ClickHouseServerException e) when (InsertFault.WroteNothing(e, scope.Target))
        {
            return await WithoutTheFaultyAsync(members, e, cancellationToken);
        }
        catch (ClickHouseServerException e) when (members.Count > 1 && scope.TellsRowsApart && InsertFault.IsEnd(e, scope.Target))
        {
            return await CountAsync(members, e, cancellationToken);
        }
    }

    /// <summary>Sends an insert that is intended already and may have happened before.</summary>
    /// <returns>Whether ClickHouse says that all of it is in: it says so too of an insert that it only remembers.</returns>
    /// <exception cref="Exception">Nobody knows whether they were inserted; the intent stays.</exception>
    public Task<bool> InsertAsync(IReadOnlyList<Member> members, InsertIntent intent, CancellationToken cancellationToken) =>
        InsertWithinAsync(scope.Domain.MemoryBytes, members, intent, cancellationToken);

    private async Task<bool> InsertWithinAsync(long memoryBytes, IReadOnlyList<Member> members, InsertIntent intent, CancellationToken cancellationToken)
    {
        QueryStats stats;
        try
        {
            stats = await protocol.Steps.RunAsync(
                LoadStep.Insert, members, () => protocol.Inserter.InsertAsync(scope.PlanOf(members, columns, intent.BatchId) with { MemoryBytes = memoryBytes }, cancellationToken));
        }
        catch (ClickHouseServerException)
        {
            protocol.Targets.Forget(scope.Target.Name);
            throw;
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
    private async Task<IReadOnlyList<IReadOnlyList<Member>>> WithoutTheFaultyAsync(
        IReadOnlyList<Member> members, ClickHouseServerException fault, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            member.ForgetIntent();
        }

        if (!InsertFault.IsOverwritten(fault))
        {
            return Halves(members, fault);
        }

        var current = await new FooterCheck(protocol, scope).ReadAsync(members, cancellationToken);
        await protocol.Notes.SupersedeAsync(current.Overwritten, cancellationToken);
        foreach (var (member, unreadable) in current.Unreadable)
        {
            member.Fail(FailedLoad.Decide(unreadable, member, protocol));
        }

        return current.Unchanged.Count < members.Count ? [current.Unchanged] : Halves(members, fault);
    }

    /// <summary>Something may have been written, and the insert has ended: the rows of each member tell what. It is not sent again.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<Member>>> CountAsync(
        IReadOnlyList<Member> members, ClickHouseServerException fault, CancellationToken cancellationToken)
    {
        await protocol.Notes.SpendAsync(members, scope.Deadline, cancellationToken);

        // None was intended before, so that none is to be waited for.
        var rows = new UnfinishedRows(protocol, scope, members[0].Known! with { Deadline = DateTime.UnixEpoch }, members, members);
        await rows.LookAsync(columns, _ => Task.CompletedTask, cancellationToken);
        foreach (var member in rows.Void)
        {
            member.ForgetIntent();
        }

        return rows.Void.Count == members.Count ? Halves(members, fault) : [rows.Void];
    }

    private static IReadOnlyList<IReadOnlyList<Member>> Halves(IReadOnlyList<Member> members, ClickHouseServerException fault)
    {
        if (members.Count == 1 || !InsertFault.MayBeOneMembers(fault))
        {
            throw fault;
        }

        var half = members.Count / 2;
        return [[.. members.Take(half)], [.. members.Skip(half)]];
    }
}
