using System.Collections.Immutable;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>
/// Takes up a batch whose insert was intended and of which nobody knows how it ended. The result is certain for every member, or the member is
/// in doubt.
/// </summary>
/// <param name="protocol">The parts.</param>
/// <param name="scope">The attempt.</param>
/// <param name="ours">Members whose messages this attempt has.</param>
/// <param name="others">The batch's other members, as the ledger has them.</param>
internal sealed class UnfinishedLoad(LoadProtocol protocol, LoadScope scope, IReadOnlyList<Member> ours, IReadOnlyList<Member> others)
{
    private LedgerEntry Intent { get; } = ours[0].Known!;

    private IReadOnlyList<Member> All => [.. ours, .. others];

    /// <summary>Members that are certain not to be in the table; they begin anew.</summary>
    public List<Member> Anew { get; } = [];

    /// <summary>Finds out, or brings about, how the insert ended.</summary>
    /// <param name="columnsOf">Passes a member through the contract gate; null when it was refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RecoverAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        // Where its rows cannot be told apart, a batch is committed as a whole, and its insert is found void for all of its members alike.
        if (!CanCount && others.Any(WasLoadedInThisBatch))
        {
            await CommitOursAsync(ours, cancellationToken);
        }
        else if (!CanCount && others.Any(WasFoundVoid))
        {
            BeginAnew(ours);
        }
        else if (IsExhausted && !Intent.IsSpent)
        {
            await LookOnceMoreAsync(cancellationToken);
        }
        else if (IsRepeatable)
        {
            await RepeatAsync(columnsOf, cancellationToken);
        }
        else
        {
            await LookAsync(columnsOf, cancellationToken);
        }
    }

    /// <summary>Its last attempt has failed: what is left to find out is whether its rows are there all the same.</summary>
    private bool IsExhausted => Intent.BatchMembers.Count <= 1 && FailedLoad.LastFailureOf(ours[0]) is not null;

    /// <summary>The rows of the insert can be told, if there are any.</summary>
    private bool CanCount => scope.Provenance is { } column && Intent.Provenance == column;

    /// <summary>The batch is sent once more at most: if it is one member's fault that it comes to no end, it would never come to any.</summary>
    private bool IsLastRepeat => CanCount && All.Count > 1 && scope.Target.Written.Length == 1;

    private bool IsRepeatable => !Intent.IsSpent
        && others.All(IsStillInThisBatch)
        && !(CanCount && IsTooLargeForOneBlock)
        && (RecoveryRule.Decide(Intent, scope.Target, scope.BlockNumbers, scope.ServerVersion) == Recovery.Repeat
            || (!CanCount && scope.Rules.Delivery == DeliveryGuarantee.AtLeastOnce));

    /// <summary>It would only run out of memory again; once it is known not to be there, it is staged.</summary>
    private bool IsTooLargeForOneBlock => Intent.Staging.Length == 0 && Intent.ErrorCode == nameof(ErrorCode.E006);

    private UnfinishedRows Rows => field ??= new UnfinishedRows(protocol, scope, Intent, ours, All);

    /// <summary>As soon as no insert of it can be running. Where rows do not tell, it is given up as it is, and stays intended: redriven, it is taken up again.</summary>
    private async Task LookOnceMoreAsync(CancellationToken cancellationToken)
    {
        if (scope.RowsStay && Intent.Staging.Length == 0)
        {
            await protocol.Notes.SpendAsync(ours, Intent.Deadline, cancellationToken);
            Rows.Wait();
        }
        else
        {
            GiveUp(ours[0]);
        }
    }

    private async Task RepeatAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        var found = await new FooterCheck(protocol, scope).ReadAsync(All, cancellationToken);
        if (Intent.Staging.Length > 0)
        {
            await ResumeAsync(found, columnsOf, published: 0, cancellationToken);
        }
        else if (found.Unchanged.Count == All.Count)
        {
            await InsertAgainAsync(columnsOf, cancellationToken);
        }
        else
        {
            await WithoutTheGoneAsync(found, columnsOf, cancellationToken);
        }
    }

    private async Task InsertAgainAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (await columnsOf(ours[0], cancellationToken) is not { } columns)
        {
            await WithoutColumnsAsync(columnsOf, cancellationToken);
            return;
        }

        await protocol.Inserter.WaitForMemoryAsync(scope.Domain.MemoryBytes, cancellationToken);

        // With the first intent's block numbers: newer ones would make the windows look younger than they are.
        var intent = new InsertIntent(
            Intent.BatchId, Intent.BlockNumbers, Intent.ServerVersion, Intent.IntendedAt, scope.Deadline, Intent.Provenance, IsLast: IsLastRepeat);
        await protocol.Notes.IntendAsync(All, intent, cancellationToken);
        try
        {
            if (await new BlockLoad(protocol, scope, columns).InsertAsync(All, intent, cancellationToken))
            {
                await Rows.AfterRepeatAsync(columns, cancellationToken);
                BeginAnew(Rows.Void);
            }
        }
        catch (ClickHouseServerException e) when (InsertFault.IsOfContent(e))
        {
            BeginAnew(ours);
        }
        catch (ClickHouseServerException e) when (IsLastRepeat && InsertFault.IsEnd(e, scope.Target))
        {
            var left = new UnfinishedRows(protocol, scope, Intent with { IsSpent = true }, ours, All);
            await left.LookAsync(columns, _ => Task.CompletedTask, cancellationToken);
            BeginAnew(left.Void);
        }
    }

    /// <summary>The table takes the first of them no longer; that does not say that it has not taken them before, nor that it does not take the others.</summary>
    private async Task WithoutColumnsAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (IsLastRepeat)
        {
            ours[0].Reopen();
            await LookAsync(columnsOf, cancellationToken);
        }
        else
        {
            ShareOutcome(ours[0]);
        }
    }

    /// <summary>Some members were overwritten or deleted since, so that the insert cannot be repeated: only provenance can tell.</summary>
    private async Task WithoutTheGoneAsync(FooterCheck.Found found, ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (!IsLastRepeat)
        {
            ThrowIfUnread(found);
        }

        if (CanCount)
        {
            await LookAsync(columnsOf, cancellationToken);
            return;
        }

        await DoubtWithoutAsync(found, cancellationToken);
    }

    private Task DoubtWithoutAsync(FooterCheck.Found found, CancellationToken cancellationToken) => protocol.Notes.DoubtAsync(
        ours,
        _ => $"its insert was intended and can be neither repeated nor compared, since {string.Join(", ", All.Except(found.Unchanged))} was overwritten or deleted; {NoProvenance}",
        cancellationToken);

    /// <summary>The windows may have forgotten, or remember what is not there: the rows themselves must say what was inserted.</summary>
    private async Task LookAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (!CanCount && !others.All(IsStillInThisBatch))
        {
            await protocol.Notes.DoubtAsync(ours, _ => $"its insert was intended together with an object that is in doubt; {NoProvenance}", cancellationToken);
            return;
        }

        // Counting by provenance takes no object; what is to be put in does.
        var columns = CanCount && !((Intent.IsSpent || scope.Target.Distribution is not null) && await IsAnyIncompleteAsync(cancellationToken)) ? [] : await ColumnsToCompareAsync(columnsOf, cancellationToken);
        if (columns is { } known)
        {
            await Rows.LookAsync(
                known,
                async published => await ResumeAsync(await new FooterCheck(protocol, scope).ReadAsync(ours, cancellationToken), columnsOf, published, cancellationToken),
                cancellationToken);
            BeginAnew(Rows.Void);
        }
    }

    private async Task<bool> IsAnyIncompleteAsync(CancellationToken cancellationToken)
    {
        var counts = await protocol.Rows.CountAsync(scope.Target.Name, All.Select(member => member.Id), cancellationToken);
        return All.Any(member => counts.TryGetValue(member.Id, out var has) && has < (long)member.Known!.Rows);
    }

    /// <summary>Null when the objects cannot be compared, which is their outcome then.</summary>
    private async Task<ImmutableArray<ColumnMapping>?> ColumnsToCompareAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (Intent.Staging.Length > 0
            && await protocol.Staging.RowsAsync(protocol.Staging.Named(Intent.Staging), cancellationToken) == (long)Intent.Rows
            && await protocol.Staging.ColumnsAsync(protocol.Staging.Named(Intent.Staging), cancellationToken) is { } staged)
        {
            return staged;
        }

        var found = await new FooterCheck(protocol, scope).ReadAsync(All, cancellationToken);
        ThrowIfUnread(found);
        if (found.Unchanged.Count < All.Count && CanCount)
        {
            return [];
        }

        if (found.Unchanged.Count < All.Count)
        {
            await DoubtWithoutAsync(found, cancellationToken);
            return null;
        }

        var columns = await columnsOf(ours[0], cancellationToken);
        if (columns is null)
        {
            ShareOutcome(ours[0]);
        }

        return columns;
    }

    /// <summary>S3 that cannot be read now says nothing about the object.</summary>
    private static void ThrowIfUnread(FooterCheck.Found found)
    {
        if (found.Unreadable.FirstOrDefault(each => !IsGone(each.Fault)) is { Fault: { } fault })
        {
            throw fault;
        }
    }

    private async Task ResumeAsync(FooterCheck.Found found, ColumnsOf columnsOf, long published, CancellationToken cancellationToken)
    {
        var member = ours[0];
        var intent = new InsertIntent(Intent.BatchId, Intent.BlockNumbers, Intent.ServerVersion, Intent.IntendedAt, scope.Deadline, Intent.Provenance, Intent.Staging, (long)Intent.ChunkRows);
        var staging = protocol.Staging.Named(Intent.Staging);
        if (await protocol.Staging.RowsAsync(staging, cancellationToken) == (long)Intent.Rows
            && await protocol.Staging.ColumnsAsync(staging, cancellationToken) is { } staged)
        {
            // What is staged is all of it; the object itself is not needed any more.
            await VerifyAsync(staged, new StagedLoad(protocol, scope, staged).ResumeAsync(member, intent, published, cancellationToken));
            return;
        }

        ThrowIfUnread(found);
        if (found.Unchanged.Count == 0)
        {
            await protocol.Notes.DoubtAsync(
                [member], _ => "it was being published, its staging table is gone, and it was overwritten or deleted since", cancellationToken);
        }
        else if (await columnsOf(member, cancellationToken) is { } columns)
        {
            await VerifyAsync(columns, new StagedLoad(protocol, scope, columns).StageAgainAsync(member, intent, published, cancellationToken));
        }

        async Task VerifyAsync(ImmutableArray<ColumnMapping> columns, Task<bool> publishing)
        {
            if (await publishing)
            {
                await Rows.AfterRepeatAsync(columns, cancellationToken);
                BeginAnew(Rows.Void);
            }
        }
    }

    private string NoProvenance => $"{scope.Target.Name} had no column {scope.Settings.Loading.ProvenanceColumn} to tell by";

    private void ShareOutcome(Member refused) => Member.FailOpen(ours, _ => refused.Outcome!);

    private Task CommitOursAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        protocol.Notes.CommitAsync(members, _ => new LoadOutcome.AlreadyLoaded(), cancellationToken);

    private bool WasLoadedInThisBatch(Member member) =>
        member.Known is { State: LoadState.Loaded or LoadState.Unloaded or LoadState.Replaced } known && known.BatchId == Intent.BatchId;

    private bool IsStillInThisBatch(Member member) => member.IsUnfinished && member.Known.BatchId == Intent.BatchId;

    // An intent outranks everything that comes before an insert: what replaced it was written by somebody who knew that nothing was inserted. Who only
    // doubted did not know.
    private bool WasFoundVoid(Member member) => !IsStillInThisBatch(member) && member.Known is not { State: LoadState.InDoubt };

    private void BeginAnew(IEnumerable<Member> members)
    {
        foreach (var member in members.Except(Anew).ToList())
        {
            member.ForgetIntent();
            if (IsExhausted)
            {
                GiveUp(member);
            }
            else
            {
                Anew.Add(member);
            }
        }
    }

    private static void GiveUp(Member member) => member.Fail(new LoadOutcome.DeadLetter(FailedLoad.LastFailureOf(member)! with { Sink = null }, TimeSpan.Zero));

    // A 403 may mean the same where the agent may not list the bucket; but it may also be the credentials, and then it says nothing of the object.
    private static bool IsGone(Exception fault) => fault is ClickHouseServerException server && FailureClassifier.IsMissingObject(server);
}
