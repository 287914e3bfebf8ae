using System.Collections.Immutable;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;

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
        // A batch is committed as a whole, and its insert is found void for all of its members alike.
        if (others.Any(WasLoadedInThisBatch))
        {
            await CommitOursAsync(ours, cancellationToken);
        }
        else if (!CanCount && others.Any(WasFoundVoid))
        {
            BeginAnew(ours);
        }
        else if (IsRepeatable)
        {
            await RepeatAsync(columnsOf, cancellationToken);
        }
        else if (CanCount)
        {
            await CountAsync(columnsOf, cancellationToken);
        }
        else
        {
            await WithoutProvenanceAsync(cancellationToken);
        }
    }

    /// <summary>The rows of the insert can be told, if there are any.</summary>
    private bool CanCount => scope.Provenance is { } column && Intent.Provenance == column;

    private bool IsRepeatable => others.All(IsStillInThisBatch)
        && !(CanCount && IsTooLargeForOneBlock)
        && (RecoveryRule.Decide(Intent, scope.Target, scope.BlockNumbers, scope.ServerVersion) == Recovery.Repeat
            || (!CanCount && scope.Rules.Delivery == DeliveryGuarantee.AtLeastOnce));

    /// <summary>It would only run out of memory again; once it is known not to be there, it is staged.</summary>
    private bool IsTooLargeForOneBlock => Intent.Staging.Length == 0 && Intent.ErrorCode == nameof(ErrorCode.E006);

    /// <summary>No insert of the batch can be running any more.</summary>
    private bool IsOver => scope.ServerTime > Intent.Deadline + scope.Settings.Topology.MessageTimeout;

    private async Task RepeatAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        var found = await new FooterCheck(protocol).ReadAsync(All, cancellationToken);
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
            // The table takes them no longer; that does not say that it has not taken them before.
            ShareOutcome(ours[0]);
            return;
        }

        // With the first intent's block numbers: newer ones would make the windows look younger than they are.
        var intent = new InsertIntent(Intent.BatchId, Intent.BlockNumbers, Intent.ServerVersion, scope.Deadline, Intent.Provenance);
        await protocol.Notes.IntendAsync(All, intent, cancellationToken);
        await new BlockLoad(protocol, scope, columns).RepeatAsync(All, intent, cancellationToken);
    }

    /// <summary>Some members were overwritten or deleted since, so that the insert cannot be repeated: only provenance can tell.</summary>
    private async Task WithoutTheGoneAsync(FooterCheck.Found found, ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        ThrowIfUnread(found);
        if (CanCount)
        {
            await CountAsync(columnsOf, cancellationToken);
            return;
        }

        await protocol.Notes.DoubtAsync(
            ours, _ => $"its insert was intended and cannot be repeated, since {string.Join(", ", All.Except(found.Unchanged))} was overwritten or deleted; {NoProvenance}", cancellationToken);
    }

    /// <summary>The windows may have forgotten: the rows themselves must say what was inserted.</summary>
    private async Task CountAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (!IsOver)
        {
            Wait();
            return;
        }

        var counts = await protocol.Rows.CountAsync(scope.Target.Name, ours.Select(member => member.Id), cancellationToken);
        foreach (var member in ours)
        {
            var (has, rows) = (counts.GetValueOrDefault(member.Id), (long)member.Known!.Rows);
            if (has == 0)
            {
                BeginAnew([member]);
            }
            else if (scope.Target.Written.Length > 1)
            {
                await protocol.Notes.DoubtAsync(
                    [member],
                    _ => $"{scope.Target.Name} has {has} of its {rows} rows, and nobody can tell whether {scope.Target.Written[1].Name}, behind a materialized view, has them too",
                    cancellationToken);
            }
            else if (has == rows)
            {
                await CommitOursAsync([member], cancellationToken);
                await protocol.Staging.TidyAsync(member.Id);
            }
            else if (Intent.Staging.Length > 0 && has < rows && has % (long)Intent.ChunkRows == 0)
            {
                // Chunks are published in order.
                var found = await new FooterCheck(protocol).ReadAsync(ours, cancellationToken);
                await ResumeAsync(found, columnsOf, has, cancellationToken);
            }
            else
            {
                await protocol.Notes.DoubtAsync([member], _ => $"{scope.Target.Name} has {has} of its {rows} rows", cancellationToken);
            }
        }
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
        var intent = new InsertIntent(Intent.BatchId, Intent.BlockNumbers, Intent.ServerVersion, scope.Deadline, Intent.Provenance, Intent.Staging, (long)Intent.ChunkRows);
        var staging = protocol.Staging.Named(Intent.Staging);
        if (await protocol.Staging.RowsAsync(staging, cancellationToken) == (long)Intent.Rows
            && await protocol.Staging.ColumnsAsync(staging, cancellationToken) is { } staged)
        {
            // What is staged is all of it; the object itself is not needed any more.
            await new StagedLoad(protocol, scope, staged).ResumeAsync(member, intent, published, cancellationToken);
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
            await new StagedLoad(protocol, scope, columns).StageAgainAsync(member, intent, published, cancellationToken);
        }
    }

    private Task WithoutProvenanceAsync(CancellationToken cancellationToken)
    {
        var why = others.All(IsStillInThisBatch)
            ? "its insert was intended too many inserts ago, or on another version, for ClickHouse to know it again"
            : "its insert was intended together with an object that is in doubt";
        return protocol.Notes.DoubtAsync(ours, _ => $"{why}; {NoProvenance}", cancellationToken);
    }

    private string NoProvenance => $"{scope.Target.Name} had no column {scope.Settings.Loading.ProvenanceColumn} to tell by";

    private void Wait()
    {
        foreach (var member in ours)
        {
            member.Fail(new LoadOutcome.RetryLater(
                new Failure(ErrorKind.Database, "an earlier insert of the object may still be running"), scope.Settings.Topology.MessageTimeout));
        }
    }

    private void ShareOutcome(Member refused)
    {
        foreach (var member in ours.Where(member => member.IsOpen))
        {
            member.Fail(refused.Outcome!);
        }
    }

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
        foreach (var member in members)
        {
            member.ForgetIntent();
            Anew.Add(member);
        }
    }

    // A 403 may mean the same where the agent may not list the bucket; but it may also be the credentials, and then it says nothing of the object.
    private static bool IsGone(Exception fault) => fault is ClickHouseServerException server && FailureClassifier.IsMissingObject(server);
}
